"""What the pages of the site itself read, and what search engines are told of it; one name per question."""

from marketplace.site.queries.administration import Administration, administration
from marketplace.site.queries.home import FieldCount, Home, home
from marketplace.site.queries.sections import Link, Section, sections
from marketplace.site.queries.sitemap import CRAWLING, KINDS, SITE, PublicPage, public_pages, sitemaps

__all__ = [
    "CRAWLING",
    "KINDS",
    "SITE",
    "Administration",
    "FieldCount",
    "Home",
    "Link",
    "PublicPage",
    "Section",
    "administration",
    "home",
    "public_pages",
    "sections",
    "sitemaps",
]
