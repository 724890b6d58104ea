"""Five hundred known ways out of Jinja's sandbox: refused as a message, only words as a value."""

from itertools import product

from bot.catalog.wording import folded
from tests.catalog.shelf import Shelf, body
from tests.catalog.test_templates import ESCAPES, FILE
from tests.promises import Measured

OBJECTS = (
    "''", "person", "person.first_name", "count", "[]", "{}", "()", "self", "cycler", "joiner",
    "lipsum", "namespace()", "range", "dict", "config", "request", "loop", "caller", "varargs",
    "''.format", "person.first_name.format_map", "lipsum.__globals__", "(1).real", "none", "true",
)  # fmt: skip
CHAINS = (
    "__class__", "__class__.__base__", "__class__.__mro__[1].__subclasses__()", "__init__",
    "__init__.__globals__", "__init__.__globals__.os.popen('id').read()", "__globals__['os']",
    "__getattribute__('__class__')", "__dict__", "__reduce__()", "__format__('')", "gi_frame",
    "cr_frame.f_globals", "func_globals", "mro()", "_TemplateReference__context", "__doc__[0]",
)  # fmt: skip
READS = (
    "{{{{ {o}.{c} }}}}",
    "{{{{ {o}|attr('{a}') }}}}",
    "{{{{ {o}['{a}'] }}}}",
    "{{% set x = {o}.{c} %}}{{{{ x }}}}",
)
OTHERS = (
    "{{ '{0.__class__}'.format(person) }}", "{{ '%s' % person }}", "{{ '{x}'|format(x=1) }}",
    "{{ ''|attr('\\x5f\\x5fclass\\x5f\\x5f') }}", "{{ ''['__cla' ~ 'ss__'] }}",
    "{{ ''|attr('＿＿class＿＿') }}",
    "{{ ().__class__.__bases__[0] }}", "{{ person|map('attr', '__class__')|list }}",
    "{{ '{0.__class__}'.format_map(person) }}", "{{ person.first_name.format.__self__ }}",
    "{{ 𝓁𝒾𝓅𝓈𝓊𝓂 }}", "{{ ｌｉｐｓｕｍ }}", "{% import 'x' as x %}", "{% from 'x' import y %}",
    "{% include person.first_name %}", "{% extends person.first_name %}",
    "{% macro a() %}{% endmacro %}",
    "{% for c in [].__class__.__base__.__subclasses__() %}{{ c }}{% endfor %}",
    "{% if ''.__class__ %}x{% endif %}", "{{ x if ''.__class__ else y }}", "{% print(lipsum) %}",
    "{% filter attr('__class__') %}x{% endfilter %}", "{% call lipsum() %}{% endcall %}",
    "{% block b %}{{ super() }}{% endblock %}", "{{ self.b() }}", "{% trans %}x{% endtrans %}",
    "{{ [1]|sort(attribute='__class__') }}", "{{ [person]|groupby('__class__') }}",
    "{{ [person]|sum(attribute='__class__') }}", "{{ person|selectattr('__class__') }}",
)  # fmt: skip


def known() -> list[str]:
    made = (
        read.format(o=thing, c=chain, a=chain.split(".")[0].split("[")[0].split("(")[0])
        for read, thing, chain in product(READS, OBJECTS, CHAINS)
    )
    return [*dict.fromkeys([*made, *OTHERS, *(text for text in ESCAPES if "{" in text)])]


ALL = known()
TRIED = [*ALL[::3], *OTHERS]


def test_none_of_them_is_taken_as_the_text_of_a_message(shelf: Shelf, measured: Measured) -> None:
    for number, text in enumerate(TRIED):
        shelf.edit(f"en/replies/escape{number}.md", FILE.format(body=text))
    shelf.edit("en/replies/good.md", FILE.format(body="{{ person.first_name }}"))
    catalog = shelf.catalog()
    catalog.refresh()

    refused = {problem.file for problem in catalog.problems()}
    left = [t for n, t in enumerate(TRIED) if not any(f"escape{n}.md" in file for file in refused)]
    measured("R-J3", f"{len(TRIED)} escape strings as a text", "0 evaluated", f"{len(left)}")
    assert left == []
    assert len(refused) == len(TRIED) >= 500
    assert catalog.text("replies/good", "en", {"person": {"first_name": "Ann"}}) == "Ann"


def test_all_of_them_are_only_words_as_a_value(shelf: Shelf, measured: Measured) -> None:
    shelf.edit("en/replies/said.md", FILE.format(body="{{ person.first_name }}"))
    catalog = shelf.catalog()

    for text in ALL:
        card = catalog.card("replies/said", "en", {"person": {"first_name": text}})
        assert body(card).as_text() == folded(text)
    measured("R-J3", f"{len(ALL):,} escape strings as a value", "0 evaluated", "0")
