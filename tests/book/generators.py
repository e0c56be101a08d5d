"""hypothesis strategies for chapters: every construct of the dialects, nested and side by side, whole and damaged."""

# ruff: noqa: E501
from __future__ import annotations

import re
from collections.abc import Iterable

from hypothesis import strategies as st

SECRET = "Qzx"  # stands in everything that is protected, and in no text
GLUE = "\x02"  # stands between two parts until they are joined

WORDS = (
    "gradient",
    "Loss",
    "a",
    "the",
    "Über",
    "naïve",
    "x1",
    "学习",
    "损失函数",
    "とは",
    "값은",
    "2.5",
    "Mr.",
    "e.g.",
)
PUNCTUATION = (".", ",", "!", "?", ":", "。", "，", "...", "”", ")", "(", "-", "—", "'", "%", "/")
words, punctuation = st.sampled_from(WORDS), st.sampled_from(PUNCTUATION)
text = st.lists(st.one_of(words, words, words, punctuation), min_size=1, max_size=6).map(" ".join)
glued = st.lists(st.one_of(words, punctuation), min_size=1, max_size=5).map("".join)

PROTECTED = (
    f"`{SECRET}`", f"``{SECRET} ` b``", f"`{SECRET} $ * [`",
    f"${SECRET}_1$", f"$\\mathbf{{{SECRET}}}^* | y$", f"$${SECRET}$$", f"${SECRET}\\$5$",
    f":numref:`{SECRET}`", f":cite:`{SECRET}.A-b,c`", f":eqref:``{SECRET}``", f"{{ref}}`{SECRET}`",
    f"<code>{SECRET}</code>", f"<{SECRET}>", f"<br class='{SECRET}'/>", f'<img src="{SECRET}.png" alt=\'*\'>', f"<!-- {SECRET} -->",
    f"<https://{SECRET}.org/a_b_c>", f"https://{SECRET}.org/a_(b)", f"&{SECRET};", "&lt;", "&#955;",
    "\\$", "\\*", "\\|",
    f"[^{SECRET}]", f"![](img/{SECRET}.svg)", "\x00", "\x0c", "\ufffe",
)  # fmt: skip


protected = st.sampled_from(PROTECTED)

MARKED = (
    "*{}*", "**{}**", "_{}_", "__{}__", "~~{}~~", "***{}***", "<b>{}</b>", "({})", "“{}”", "（{}）",
    "[**{}**]", "(**{}**)", "[~~{}~~]", "(~~{}~~)", "[{}][1]", "*[{}](#Qzx)*", "[![{}](Qzx.svg)](https://Qzx.org)",
    "[{}](https://Qzx.org/(a))", '[{}](../Qzx.md "a title")', "![{}](../Qzx.svg)", "[**{}**](https://Qzx.org)",
)  # fmt: skip
joiners = st.sampled_from(["", " ", " ", " ", "\n", "\n", "  "])
atoms = st.one_of(text, glued, protected)


def join_parts(parts: Iterable[str]) -> str:
    """The parts side by side; a blank keeps the ticks of two code spans apart, which would be other spans together."""
    return re.sub(f"`{GLUE}`", "` `", GLUE.join(parts)).replace(GLUE, "")


@st.composite
def inline(draw: st.DrawFn, depth: int = 3) -> str:
    """Text, protected spans and marks, side by side and inside each other."""
    parts = []
    for _ in range(draw(st.integers(1, 4))):
        part = draw(atoms)
        for template in draw(st.lists(st.sampled_from(MARKED), max_size=1 if depth else 0)):
            inner = draw(inline(depth - 1)) if draw(st.booleans()) else part
            if template.startswith(("[", "*[")) and "](" in inner:
                inner = part  # a link holds no link
            part = template.replace("{}", inner)
        parts.append(part + draw(joiners))
    return join_parts(parts).strip()


BROKEN = (
    "`", "``", "$", "$$", "*", "**", "_", "~~", "[", "]", "](", "[**", "**]", "(**", "**)", "<", "<b", "</b>", "<div a=", "<td x={y}>", "</div>", "<pre>", "<Tip b={c}>", "\\begin{a}", "\\end{a}", "<!--", "-->",
    "&", "\\", "\\\\", ":", "|", "  \n", "\\\n", "![", "![a](", "http://", "{", "}", "{{", "\t", "\u00a0", "\u200b", "\u3000",
    "\\\\(", "\\\\)", "\ue000", "⟦1⟧", "# ", "1. ", "- ", "+ ", "> ", ": ", "===", "---", "```", "~~~", "$$\n", ":label:",
)  # fmt: skip
broken = st.sampled_from(BROKEN)
damaged = st.lists(st.one_of(atoms, broken, broken, joiners), min_size=1, max_size=12).map("".join)

_code = f"import {SECRET}  # comment\n\nprint('$$ | # :begin_tab:')\n"
RAW_BLOCKS = (

    f"```{{.python .input  n=22}}\n#@tab all\n{_code}```\n", f"~~~\n```\n{_code}~~~\n", f"````md\n```\n{_code}```\n````\n",
    f"```toc\n:maxdepth: 2\n\n{SECRET}/index\n```\n", f"$$\n- {SECRET}\n+ b\n1. c\n$$\n", f"$${SECRET} = 1.$$\n:eqlabel:`{SECRET}`\n",
    f"\\begin{{align}}\n{SECRET} \\\\\n\\end{{align}}\n", f":label:`{SECRET}`\n", f":width:`{SECRET}px`\n", f":bibliography:`{SECRET}`\n",
    f"<!-- {SECRET}\n\n{SECRET} -->\n", f"<div class=\"{SECRET}\">\n", "</div>\n", f"<pre>\n{SECRET} *a*\n\n</pre>\n", "***\n", "---\n",
    f"\n[{SECRET}]: https://{SECRET}.org 'a'\n", ":begin_tab:`mxnet, pytorch`\n", ":end_tab:\n", f":::{{{SECRET}}}\n", "\n", "  \n",
    f"![](../img/{SECRET}.svg)\n", f"\n<!-- -->\n\n    {SECRET} = indented\n\n", "> [!NOTE]\n",
    f"<img src='{SECRET}.svg' alt='a \"naïve\" loss'>\n", "<Quiz choices={[{ text: \"Mr. a\", id: '1' }]} />\n",
)  # fmt: skip


raw_blocks = st.sampled_from(RAW_BLOCKS)

CONSTRUCTS = {  # what a dialect adds; `SECRET` is in all that is no text
    "myst": (
        f"(l-{SECRET})=\n", f"% {SECRET} comment\n", f"+++ {{\"{SECRET}\": 1}}\n", f"$$\n{SECRET} = b\n$$ (eq-{SECRET})\n",
        f"```{{admonition}} A title\n:class: {SECRET}\n\nSome *text*.\n```\n", "````{note}\nText\n\n```python\nQzx\n```\n\nmore text\n````\n",
        f":::{{tip}} Title\n:name: {SECRET}\nText.\n:::\n", f"```{{figure}} {SECRET}.png\n:alt: Words\n:width: {SECRET}\n\nA caption.\n```\n",
        f"```{{code-cell}} {SECRET}\n:tags: [{SECRET}]\n\n{SECRET} = 1\n```\n", f"```{{toctree}}\n:caption: Parts\n\n{SECRET}/a\nTitle <{SECRET}>\n```\n",
        f"```{{exercise-start}}\n:label: {SECRET}\n```\ntext\n```{{exercise-end}}\n```\n", f"```{{list-table}} Caption\n:name: {SECRET}\n\n* - a\n  - b\n```\n",
        f"See {{ref}}`these words <{SECRET}>` and {{eq}}`{SECRET}`.\n", f"~~~{{hint}}\n---\nclass: {SECRET}\n---\nText\n~~~\n", f"```{{{SECRET}-x}} {SECRET}\n{SECRET}\n```\n",
        f"```{{glossary}}\n{SECRET}\n  A meaning.\n\n{SECRET} two\n    Another\n    one.\n```\n", "```{card} A title\nHead\n^^^\nText\n+++\nFoot\n```\n",
        ":::{note} A text that\ngoes on.\n:::\n", f"```{{image}} {SECRET}.png\n:alt: >\n:   Some\n:   words\n:name: {SECRET}\n```\n", f"```{{py:function}} {SECRET}\nText.\n```\n", f"By @{SECRET}2020 and [@{SECRET}; @{SECRET}1].\n",
    ),
    "mkdocs": (
        '!!! note "A title"\n\n    Text of it.\n\n        Qzx = 1\n', "??? tip\n    Text\n    more.\n", '=== "A tab"\n\n    - item\n\n    ```\n    Qzx\n    ```\n',
        f"/// details | A title\n    type: {SECRET}\n\nText\n\n///\n", f"--8<-- \"{SECRET}\"\n", f"{{* {SECRET}.py hl[1] *}}\n", f"::: {SECRET}.module\n    options:\n      a: {SECRET}\n",
        "*[ABC]: words\n", f"Text ++ctrl+{SECRET}++ and ==marked== words.\n{{: .{SECRET} }}\n", f"# Title {{ #{SECRET} }}\n", f"![Alt](x.png){{ width={SECRET} }}\n", f"Where \\({SECRET}\\) is small.\n\n\\[\n{SECRET}\n\\]\n",
    ),
    "hugo": (
        f"{{{{< {SECRET} a=\"{SECRET}\" title=\"A title\" >}}}}\nText\n{{{{< /{SECRET} >}}}}\n", f"{{{{% alert color=\"{SECRET}\" %}}}}\nText\n{{{{% /alert %}}}}\n",
        f"{{{{< highlight {SECRET} >}}}}\n{SECRET} text\n{{{{< /highlight >}}}}\n", f"Text {{{{< param {SECRET} >}}}} more.\n", f"[words]({{{{< ref \"{SECRET}\" >}}}}) here\n", f"{{.{SECRET}}}\n",
        f"> [!{SECRET}]+ A title\n> text\n", f"{{{{< tab \"Title\" {SECRET}=\"{SECRET}\" >}}}}Text{{{{< /tab >}}}}\n", f"{{{{</* {SECRET} */>}}}}\n", f"{{{{< example >}}}}\n<p>{SECRET}</p>\n{{{{< /example >}}}}\n", f"<p class=\"{SECRET}\">Text\nmore</p>\n",
    ),
    "docfx": (
        f":::image source=\"{SECRET}.png\" alt-text=\"Words\":::\n", f"::: zone pivot=\"{SECRET}\"\ntext\n::: zone-end\n", f"[!INCLUDE [{SECRET}]({SECRET}.md)]\n",
        f":::row:::\n    :::column span=\"{SECRET}\":::\n        Text\n    :::column-end:::\n:::row-end:::\n", f"> [!div class=\"{SECRET}\"]\n> text\n", f":::image source=\"{SECRET}\"::: Text.\n",
        f"::card{{a=\"{SECRET}\"}}\n---\nb: {SECRET}\n---\nText\n::\n",
    ),
    "huggingface": (
        f"[[autodoc]] {SECRET}\n    - {SECRET}\n", f"<Tip {SECRET}={{true}}>\n\nText\n\n</Tip>\n", f"<hfoptions id=\"{SECRET}\">\n\ntext\n\n</hfoptions>\n",
        f"<p translate=\"no\">{SECRET}</p>\n", f"Thanks to @{SECRET} for {{{SECRET}_a | null}}.\n", f"term\n:   ```\n    {SECRET}\n    ```\n",
    ),
    "jekyll": (
        f"{{% include {SECRET}.html title=\"A title\" src='{SECRET}' %}}\n", f"{{% if {SECRET} %}}\nText\n{{% endif %}}\n", f"{{%- highlight {SECRET} -%}}\n{SECRET}\n{{%- endhighlight -%}}\n",
        f"{{% comment %}}\n{SECRET}\n{{% endcomment %}}\n", f"Words {{{{ {SECRET} | f }}}} and [a]({{{{ {SECRET} }}}}/b){{:target=\"{SECRET}\"}}.\n{{: .{SECRET} #id}}\n", f"* {SECRET}\n{{:toc}}\n",
        f"{{::comment}}\n{SECRET}\n{{:/comment}}\n", f"{{% configuration %}}\n{SECRET}:\n  description: Some words.\n  type: {SECRET}\n{{% endconfiguration %}}\n", f"{{% set {SECRET} %}}\n{SECRET}\n{{% endset %}}\n", "{% details \"A title\" %}Text{% enddetails %}\n",
    ),
    "vitepress": ("::: tip A title {open}\nText\n:::\n", f"<<< @/{SECRET}{{2}}\n", "[[toc]]\n", f"<script setup>\nimport {SECRET} from 'a'\n</script>\n", f"Text {{{{ {SECRET} }}}} <Badge type=\"{SECRET}\" /> more\n"),
    "docusaurus": (
        f":::note[A *title*]{{#{SECRET}}}\n\nText\n\n:::\n", f"\nimport {SECRET} from '{SECRET}'\n\n", f"<Tabs values={{[\n  {{label: 'A label', value: '{SECRET}'}},\n]}}>\n\ntext\n\n</Tabs>\n",
        f"## Title {{/*{SECRET}*/}}\n", f"{{/* {SECRET} */}}\n", f"Text {{{SECRET}.a}} more\n", f"\nexport const {SECRET} = {{\n  {SECRET}: 1,\n\n  {SECRET}: `{SECRET}`,\n}};\n\n", f"<{SECRET} title=\"Words\">text</{SECRET}>\n",
    ),
    "quarto": (
        f"::: {{.{SECRET} title=\"A title\"}}\nText\n:::\n", "::::::: challenge\n\ntext\n\n::::\n", f"```{{r {SECRET}, fig.cap=\"A caption\"}}\n{SECRET}\n```\n",
        f"```{{python}}\n#| label: {SECRET}\n#| fig-cap: \"A caption\"\n#| fig-alt:\n#|   - words\n{SECRET}\n```\n", f"See @fig-{SECRET} and [see @{SECRET}, p. 3].\n", f"(ref:{SECRET}) words\n",
        f"Text^[A note.] [w]{{.{SECRET}}} `r {SECRET}`.\n", "| a line\n| another\n", f"$$\n{SECRET}\n$$ {{#eq-{SECRET}}}\n", "Term\n\n:   Words\n\n    More words.\n", "# (PART) A part {-}\n", "(1) one\n    a) two\n", f"{{{{< video {SECRET} title=\"A film\" >}}}}\n", f"```{{theorem, {SECRET}, name=\"A name\"}}\nText\n```\n", f"Table: (\\#tab:{SECRET}) A caption\n",
    ),
    "mdbook": (f"{{{{#include {SECRET}.rs:a}}}}\n", "{{#title A title}}\n", "```admonish tip title=\"A title\"\nText\n```\n", f"<Listing number=\"{SECRET}\" caption=\"A caption\">\n\n```\n{SECRET}\n```\n\n</Listing>\n"),
    "slides": (
        f"\n---\nlayout: {SECRET}\ntitle: A title\n---\n\n", f"\n---\nclass: {SECRET}, {SECRET}\n\n", "Some .red[words *here*] and .left[.big[more] text].\n", f".left.a-{SECRET}[\nText\n]\n",
        f"![bg left:{SECRET}](a.png)\n", "::right::\n",
    ),
    "nuxt": (f"::card{{title=\"A title\" icon=\"{SECRET}\"}}\nText\n#footer\nmore\n::\n", f"Text :icon{{name=\"{SECRET}\"}} and :badge[words]{{color=\"{SECRET}\"}} more.\n", f"::card\n---\ntitle: A title\nicon: {SECRET}\n---\nText\n::\n"),
    "docc": (f"@Metadata {{\n    @PageImage(source: \"{SECRET}\", alt: \"Words\")\n}}\n", f"@Comment {{\n{SECRET}\n\n{SECRET}\n}}\n", "@Row {\n    @Column {\n        Text\n    }\n}\n"),
    "mintlify": (f"<Card title=\"Words\" icon=\"{SECRET}\">\n    Text\n\n    more\n</Card>\n", f"<CodeBlock a=\"{SECRET}\">\n{SECRET}\n</CodeBlock>\n"),
    "gfm": (
        f"~~~~exercism/note\nText\n\n```\n{SECRET}\n```\n~~~~\n", "```ad-tip\ntitle: A title\nText\n```\n", f"```py title=\"Some words\" {SECRET}\n{SECRET}\n```\n", f"{{blurb, class: {SECRET}}}\nText\n{{/blurb}}\n", "![Words](a.png =10x20)\n",
        "<tr><td>One\nand</td><td>two</td></tr>\n", "T> Text\nT> more\n", "> [!NOTE]\n> Text\n", f"Thanks to @{SECRET} for #12.\n", f"[[{SECRET}|words]] and [[{SECRET}]]\n", f"%%\n{SECRET}\n%%\n", "[[_TOC_]]\n", ">>>\nText\n>>>\n", f"/label ~{SECRET}\n", f"Mail {SECRET}.a@{SECRET}.org or www.{SECRET}.org/a.\n"),
}  # fmt: skip
FORMATS = ("md", "mdx", *CONSTRUCTS)


def _quoted(block: str) -> str:
    return "".join("> " + piece for piece in block.splitlines(keepends=True))


def _indented(block: str) -> str:
    return "".join("   " + piece for piece in block.splitlines(keepends=True))


def blocks_of(content: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    """Text blocks with this inline content."""
    one_line = content.map(lambda t: " ".join(t.splitlines()))
    paragraph = content.map(lambda t: t + "\n")
    return st.one_of(
        paragraph,
        paragraph.map(lambda t: t + "\n"),
        st.tuples(st.integers(1, 6), one_line).map(lambda pair: "#" * pair[0] + " " + pair[1] + "\n"),
        one_line.map(lambda t: f"## {t} ##\n:label:`{SECRET}`\n"),
        one_line.map(lambda t: f"{t}\n===\n"),
        st.lists(content, min_size=1, max_size=3).map(lambda items: "".join(f"* {item}\n" for item in items)),
        st.lists(content, min_size=1, max_size=3).map(
            lambda items: "".join(f"1. {item}\n    - {item}\n" for item in items)
        ),
        content.map(lambda t: f"- [ ] {t}\n\n"),
        paragraph.map(_quoted),
        paragraph.map(lambda t: "1. item\n" + _indented(t) + "\n"),
        content.map(lambda t: f"![{t}](../img/{SECRET}.svg)\n:label:`{SECRET}`\n"),
        one_line.map(lambda t: f"\n|{t}|b|\n|:--|--|\n|{t} | $|{SECRET}|$|\n| `{SECRET}|` | {t}|\n:{t}\n\n"),
        one_line.map(lambda t: f"[^1]: {t}\n"),
        content.map(lambda t: f":begin_tab:`pytorch`\n{t}\n:end_tab:\n"),
        one_line.map(lambda t: '<img class="Qzx" alt="' + t.replace('"', "'") + '"/>\n'),
        content.map(lambda t: f"{t}\n$${SECRET}\n\\\\ {SECRET}$$\n{t}\n"),
        content.map(lambda t: f"where\n$${SECRET}\n= 1$$ is {t}\n\n"),
    )


def _chapter(blocks: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    whole = st.lists(blocks, max_size=8).map("".join)
    return st.tuples(whole, st.sampled_from(["\n", "\n", "\r\n", "\r"]), st.sampled_from(["", "", "\n\n"])).map(
        lambda parts: (parts[0].rstrip("\n") + parts[2]).replace("\n", parts[1])
    )


sound_chapters = _chapter(st.one_of(blocks_of(inline()), raw_blocks))
damaged_chapters = _chapter(st.one_of(blocks_of(damaged), blocks_of(inline()), raw_blocks, damaged))
soup = st.text(alphabet="`$*_[]()<>!&;:|#-+=~\\{}\n\r\t \"'/.1ab中。\x00é", max_size=60)
