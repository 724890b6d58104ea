"""The one subset of Jinja that all words may use: dotted names, ``if`` and the filters.

Everything of a file is compiled into one template per version. Values come out between two marks,
so that whatever reads the result can tell them from the words around them.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from jinja2 import StrictUndefined, Template, TemplateSyntaxError, UndefinedError, nodes
from jinja2.sandbox import ImmutableSandboxedEnvironment

from bot.catalog.wording import Wording
from bot.errors import MessageFileError

OPENED, CLOSED = "\ue000", "\ue001"  # around every value
_NEXT = "\ue002"  # between the parts of one file
_OPENING = "{"  # every mark of Jinja begins with it
_FIRST_PRIVATE, _LAST_PRIVATE = "\ue000", "\uf8ff"
_SUBSET = (
    nodes.Template, nodes.Output, nodes.TemplateData, nodes.If, nodes.CondExpr,
    nodes.Name, nodes.Getattr, nodes.Const, nodes.Filter, nodes.Keyword,
    nodes.Not, nodes.And, nodes.Or, nodes.Compare, nodes.Operand,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Part:
    """One template string and where it stands in its file."""

    text: str
    line: int


@dataclass(frozen=True, slots=True)
class Compiled:
    """All parts of one version of a file; ``changing`` are the places of those in the template."""

    file: str
    texts: tuple[str, ...]
    changing: tuple[int, ...]
    template: Template

    def render(self, values: Mapping[str, object]) -> list[str]:
        """The parts in order, every value still between its marks."""
        parts = list(self.texts)
        if self.changing:
            try:
                rendered = self.template.render(values).split(_NEXT)
            except UndefinedError as error:
                raise MessageFileError(self.file, 1, str(error)) from error
            except (TypeError, ValueError, ArithmeticError) as error:
                reason = f"a value is not of the kind that a filter takes ({type(error).__name__})"
                raise MessageFileError(self.file, 1, reason) from error  # its words may quote it
            for place, text in zip(self.changing, rendered, strict=True):
                parts[place] = text
        return parts


def unmarked(rendered: str) -> str:
    """The part as plain text, for titles, labels and subjects."""
    return rendered.replace(OPENED, "").replace(CLOSED, "")


class Templates:
    """Compiles the templates of one language."""

    def __init__(self, wording: Wording) -> None:
        self._environment = _Environment(
            undefined=StrictUndefined,
            finalize=lambda value: f"{OPENED}{wording.said(value)}{CLOSED}",
            autoescape=False,  # values are never parsed as markup: see Markdown
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._environment.globals = {}
        self._environment.tests = {}
        self._environment.filters = dict(wording.filters)

    def compiled(self, file: str, parts: Sequence[Part], example: Mapping[str, object]) -> Compiled:
        """Raises ``MessageFileError`` unless every part stays in the subset and in the example."""
        for part in parts:
            self._check(file, part, example)
        texts = tuple(part.text for part in parts)
        changing = tuple(place for place, text in enumerate(texts) if _OPENING in text)
        template = self._environment.from_string(_NEXT.join(texts[place] for place in changing))
        return Compiled(file, texts, changing, template)

    def _check(self, file: str, part: Part, example: Mapping[str, object]) -> None:
        if any(_FIRST_PRIVATE <= character <= _LAST_PRIVATE for character in part.text):
            raise MessageFileError(file, part.line, "holds a private-use character")
        if _OPENING not in part.text:
            return  # plain words: most parts, and not worth a parse at every start
        try:
            tree = self._environment.parse(part.text)
        except TemplateSyntaxError as error:
            line = part.line + error.lineno - 1
            raise MessageFileError(file, line, error.message or "template error") from error
        for node in _descendants(tree):
            if reason := self._refused(node, example):
                raise MessageFileError(file, part.line + (node.lineno or 1) - 1, reason)

    def _refused(self, node: nodes.Node, example: Mapping[str, object]) -> str:
        if not isinstance(node, _SUBSET):
            return f"{type(node).__name__.lower()} is not allowed here"
        if isinstance(node, nodes.Filter):
            return self._refused_filter(node)
        if isinstance(node, nodes.Getattr) and not isinstance(
            node.node, nodes.Name | nodes.Getattr
        ):
            return "only dotted names can be looked into"
        if isinstance(node, nodes.Name | nodes.Getattr) and not _is_known(dotted(node), example):
            return f"{dotted(node)} is not among the values of this message"
        return ""

    def _refused_filter(self, node: nodes.Filter) -> str:
        if node.name not in self._environment.filters:
            return f"there is no filter {node.name}"
        if node.node is None or node.dyn_args or node.dyn_kwargs:
            return f"the filter {node.name} takes a name before it and plain options"
        options = [*node.args, *(keyword.value for keyword in node.kwargs)]
        if not all(isinstance(option, nodes.Const) for option in options):
            return f"the options of {node.name} are written out, not computed"
        return ""


class _Environment(ImmutableSandboxedEnvironment):
    def getattr(self, obj: object, attribute: str) -> object:
        """A mapping's own methods never hide its entries."""
        if isinstance(obj, Mapping):
            return obj[attribute] if attribute in obj else self.undefined(obj=obj, name=attribute)
        return super().getattr(obj, attribute)


def dotted(node: nodes.Node) -> str:
    """``person.first_name`` of a name or of a look into one."""
    if isinstance(node, nodes.Getattr):
        return f"{dotted(node.node)}.{node.attr}"
    return node.name if isinstance(node, nodes.Name) else ""


def found(name: str, values: Mapping[str, object]) -> object:
    """The value of a dotted name; raises ``KeyError`` where there is none."""
    value: object = values
    for step in name.split("."):
        if not isinstance(value, Mapping):
            raise KeyError(name)
        value = value[step]
    return value


def _is_known(name: str, example: Mapping[str, object]) -> bool:
    try:
        found(name, example)
    except KeyError:
        return False
    return True


def _descendants(tree: nodes.Node) -> list[nodes.Node]:
    children = list(tree.iter_child_nodes())
    return [*children, *(node for child in children for node in _descendants(child))]
