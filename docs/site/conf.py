# Settings of Sphinx for the documentation as HTML; script/docs has the rest.
project = "pgseccomp"
html_title = "pgseccomp"
extensions = ["myst_parser"]
root_doc = "docs/README"
source_suffix = {".md": "markdown"}
myst_heading_anchors = 4
html_theme = "alabaster"
html_theme_options = {
    "description": "Restricts the system calls that a PostgreSQL server can make",
    "fixed_sidebar": True,
    "page_width": "1200px",
    "sidebar_width": "260px",
}
html_sidebars = {"**": ["about.html", "searchbox.html", "navigation.html"]}
html_show_sourcelink = False
html_copy_source = False
html_show_sphinx = False
html_use_index = False
highlight_language = "none"
# Sessions in a terminal have an ellipsis where an answer varies.
suppress_warnings = ["misc.highlighting_failure", "myst.header"]


def setup(app):
    """Blocks of configuration are shown as they are."""
    from pygments.lexers.special import TextLexer

    app.add_lexer("conf", TextLexer)
