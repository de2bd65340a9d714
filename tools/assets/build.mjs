// Builds marketplace/static/dist from marketplace/static/src; with --check it only says whether dist is fresh.
import { mkdirSync, readFileSync, readdirSync, writeFileSync, existsSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import esbuild from "esbuild";
import * as sass from "sass";

const here = dirname(fileURLToPath(import.meta.url));
const packages = join(here, "node_modules");
const source = join(here, "../../marketplace/static/src");
const target = join(here, "../../marketplace/static/dist");
// Bootstrap 5.3 is written with @import and the functions that this Sass still has but warns about.
const silenceDeprecations = ["import", "global-builtin", "color-functions", "if-function", "abs-percent"];

/** The one stylesheet, compressed. */
function styles() {
  const { css } = sass.compile(join(source, "scss/app.scss"), {
    loadPaths: [packages],
    quietDeps: true,
    silenceDeprecations,
  });
  const { code } = esbuild.transformSync(css, { loader: "css", minify: true, legalComments: "none" });
  return `/*! The site's stylesheet; holds parts of Bootstrap 5.3.9, MIT, see licenses/THIRD_PARTY.md */\n${code}`;
}

/** Each of our scripts by itself: classic, deferred, no imports between hashed files. */
function scripts() {
  const built = {};
  for (const name of readdirSync(join(source, "js"))) {
    const text = readFileSync(join(source, "js", name), "utf8");
    const { code } = esbuild.transformSync(text, { loader: "js", minify: true, target: "es2020", format: "iife" });
    built[name] = code;
  }
  const htmx = readFileSync(join(packages, "htmx.org/dist/htmx.min.js"), "utf8").replace(/\n?\/\/# sourceMappingURL=.*\n?$/, "\n");
  built["htmx.js"] = `/*! htmx 4.0.1, Zero-Clause BSD, see licenses/THIRD_PARTY.md */\n${htmx}`;
  return built;
}

/** One sprite: a <symbol> for every icon named in icons.json (our name → Tabler's name), and our own drawings. */
function icons() {
  const names = JSON.parse(readFileSync(join(source, "images/icons.json"), "utf8"));
  const symbols = Object.keys(names).sort().map((name) => {
    const file = join(packages, "@tabler/icons/icons/outline", `${names[name]}.svg`);
    const shapes = readFileSync(file, "utf8").match(/<(path|circle|rect|line|polyline|ellipse)\b[^>]*>/g);
    const drawn = shapes.filter((shape) => !shape.includes('d="M0 0h24v24H0z"')).map((shape) => shape.replace(/\s*\/>/, "/>"));
    return `<symbol id="${name}" viewBox="0 0 24 24">${drawn.join("")}</symbol>`;
  });
  return `<svg xmlns="http://www.w3.org/2000/svg"><!-- Tabler Icons 3.52.0, MIT, see licenses/THIRD_PARTY.md -->${symbols.join("\n")}</svg>\n`;
}

function images() {
  const drawings = readdirSync(join(source, "images")).filter((name) => name.endsWith(".svg"));
  return Object.fromEntries(drawings.map((name) => [name, readFileSync(join(source, "images", name), "utf8")]));
}

const files = { "app.css": styles(), "icons.svg": icons(), ...scripts(), ...images() };
const checking = process.argv.includes("--check");
const stale = [];
mkdirSync(target, { recursive: true });
for (const [name, text] of Object.entries(files)) {
  const path = join(target, name);
  if (!existsSync(path) || readFileSync(path, "utf8") !== text) {
    stale.push(name);
    if (!checking) writeFileSync(path, text);
  }
  console.log(`${name.padEnd(12)} ${String(text.length).padStart(7)} bytes ${String(gzipSync(text, { level: 9 }).length).padStart(6)} gzip`);
}
const strays = readdirSync(target).filter((name) => !(name in files));
if (strays.length) stale.push(...strays);
if (checking && stale.length) {
  console.error(`Not fresh in ${relative(process.cwd(), target)}: ${stale.join(", ")}. Run "npm run build".`);
  process.exit(1);
}
