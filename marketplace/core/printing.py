"""How compiled templates run: what a page prints, calls and imports, thousands of times, goes the shortest way."""

from __future__ import annotations

from types import BuiltinFunctionType, FunctionType, MethodType
from typing import Any

from flask.templating import Environment
from jinja2 import Template
from jinja2.compiler import CodeGenerator
from jinja2.environment import TemplateModule
from jinja2.nodes import Call, Expr
from jinja2.runtime import Context, Macro
from jinja2.utils import missing
from markupsafe import Markup, escape
from markupsafe import _escape_inner as escaped  # as escape(), without making a Markup of it

from marketplace.core import i18n

PLAIN = (FunctionType, MethodType, BuiltinFunctionType)


def printed(value: Any) -> str:
    """What `{{ value }}` writes: escaped, and no Markup, as the whole that it becomes a part of will be one."""
    kind = type(value)
    if kind is Markup:
        return value
    if kind is str:
        return escaped(value)
    return str(value) if kind is int else escape(value)


class Printer(CodeGenerator):
    """The compiler, with `printed` in place of `escape`, and calls without the library's notes on loops and blocks."""

    def _output_child_pre(self, node: Expr, frame: Any, finalize: Any) -> None:
        if frame.eval_ctx.volatile or not frame.eval_ctx.autoescape:
            super()._output_child_pre(node, frame, finalize)
        else:
            self.write("environment.printed(")

    def visit_Call(self, node: Call, frame: Any, forward_caller: bool = False) -> None:
        """Write a call. The notes are for functions that read the variables of a template: there are none here."""
        plain = frame.copy()
        plain.loop_frame = plain.block_frame = False
        super().visit_Call(node, plain, forward_caller=forward_caller)


class PageContext(Context):
    """Calls macros, texts and plain functions straight away.

    The library looks three times at whatever is called whether it wants the context, and sorts the arguments of a
    macro by hand even when they stand in order.
    """

    def call(self, called: Any, /, *args: Any, **kwargs: Any) -> Any:
        """Call what a template calls."""
        kind = type(called)
        if kind is Macro:
            if kwargs or not _takes_in_order(called, args) or not self.eval_ctx.autoescape:
                return called(self.eval_ctx, *args, **kwargs)
            left_out = (missing,) * (called._argument_count - len(args))
            return str.__new__(Markup, called._func(*args, *left_out))
        if called in i18n.TEXTS:
            return called(self.eval_ctx, *args, **kwargs)
        if kind not in PLAIN or hasattr(called, "jinja_pass_arg"):
            return super().call(called, *args, **kwargs)
        return called(*args, **kwargs)


def _takes_in_order(macro: Macro, args: tuple[Any, ...]) -> bool:
    """Whether a macro takes these arguments as they stand, and what it misses as left out."""
    extra = macro.caller or macro.catch_kwargs or macro.catch_varargs
    return not extra and len(args) <= macro._argument_count


class PageTemplate(Template):
    """A template whose macros are imported without asking each time what globals the page has of its own: none."""

    def _get_default_module(self, ctx: Context | None = None) -> TemplateModule:
        return super()._get_default_module()


class Pages(Environment):
    """The environment of the site's templates."""

    code_generator_class = Printer
    context_class = PageContext
    template_class = PageTemplate
    printed = staticmethod(printed)
