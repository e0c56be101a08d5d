"""Which tests are about which module: the tree of tests mirrors that of the code, and a table has what does not."""

from __future__ import annotations

from functools import cache
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[1]
TESTED = {
    "amts_core": "tests",
    "local_aws": "tests/local_aws",
    "plugins/amts_aws": "tests/plugins/amts_aws",
    "plugins/amts_ui": "tests/plugins/amts_ui",
    "dags": "tests/dags",
}
"""Where the tests of a package stand."""


@cache
def code_modules() -> tuple[Path, ...]:
    """The modules of all packages, without those that only collect names."""
    found = (path for package in TESTED for path in sorted((REPOSITORY / package).rglob("*.py")))
    return tuple(path for path in found if path.name not in ("__init__.py", "__main__.py"))


def module_name(path: Path) -> str:
    """The name that a module is imported by."""
    parts = path.relative_to(REPOSITORY).with_suffix("").parts
    return ".".join(parts[1:] if parts[0] in ("plugins", "dags") else parts)


def own_tests(path: Path) -> Path:
    """Where the tests of a module stand, if it has a file of its own."""
    package = next(one for one in TESTED if path.is_relative_to(REPOSITORY / one))
    inner = path.relative_to(REPOSITORY / package)
    return REPOSITORY / TESTED[package] / inner.with_name(f"test_{inner.name}")


def about(path: Path) -> list[Path]:
    """The files of tests that are about a module."""
    own, name = own_tests(path), str(path.relative_to(REPOSITORY))
    named = [REPOSITORY / tests for tests, modules in SUBJECTS.items() if name in modules]
    return [own] if own.exists() else named


SUBJECTS: dict[str, tuple[str, ...]] = {
    "tests/pipeline/test_layouts.py": ("amts_core/pipeline/navigation.py",),
    "tests/aws/test_errors.py": ("amts_core/errors.py",),
    "tests/book/lines/test_dialects.py": (
        "amts_core/book/lines/docc.py",
        "amts_core/book/lines/docfx.py",
        "amts_core/book/lines/nuxt.py",
        "amts_core/book/lines/slides.py",
        "amts_core/book/lines/gitlab.py",
        "amts_core/book/lines/huggingface.py",
        "amts_core/book/lines/kramdown.py",
        "amts_core/book/lines/templates.py",
        "amts_core/book/lines/mdbook.py",
        "amts_core/book/lines/mdx.py",
        "amts_core/book/lines/mkdocs.py",
        "amts_core/book/lines/myst.py",
        "amts_core/book/lines/obsidian.py",
        "amts_core/book/lines/quarto.py",
        "amts_core/book/lines/includes.py",
    ),
    "tests/book/test_inline.py": (
        "amts_core/book/inline/colons.py",
        "amts_core/book/inline/docfx.py",
        "amts_core/book/inline/slides.py",
        "amts_core/book/inline/templates.py",
        "amts_core/book/inline/emoji.py",
        "amts_core/book/inline/gitlab.py",
        "amts_core/book/inline/mkdocs.py",
        "amts_core/book/inline/myst.py",
        "amts_core/book/inline/obsidian.py",
        "amts_core/book/inline/quarto.py",
        "amts_core/book/inline/scan.py",
    ),
    "tests/book/test_layouts.py": ("amts_core/book/generator.py",),
    "tests/book/test_lines.py": (
        "amts_core/book/dialects.py",
        "amts_core/book/lines/colons.py",
        "amts_core/book/lines/commonmark.py",
        "amts_core/book/lines/d2l.py",
        "amts_core/book/lines/front_matter.py",
        "amts_core/book/lines/html.py",
        "amts_core/book/lines/math.py",
        "amts_core/book/lines/text.py",
        "amts_core/book/lines/unknown.py",
        "amts_core/book/lines/walk.py",
    ),
    "tests/book/test_repository.py": ("amts_core/book/clone.py", "amts_core/book/git.py"),
    "tests/cli/test_doctor.py": ("amts_core/cli/doctor_run.py",),
    "tests/cli/test_init.py": ("amts_core/cli/init_run.py",),
    "tests/cli/test_main.py": (
        "amts_core/cli/messages.py",
        "amts_core/cli/chapters.py",
        "amts_core/cli/console.py",
        "amts_core/cli/estimate.py",
        "amts_core/cli/options.py",
        "amts_core/cli/parallel_data.py",
        "amts_core/cli/status_run.py",
    ),
    "tests/cli/test_plan.py": ("amts_core/cli/config.py", "amts_core/cli/progress.py"),
    "tests/cli/test_sync.py": ("amts_core/cli/sync_run.py",),
    "tests/cli/test_workload.py": ("amts_core/cli/workload_run.py",),
    "tests/dags/test_imports.py": (
        "dags/amts_form.py",
        "dags/amts_base.py",
        "dags/amts_config.py",
    ),
    "tests/deliver/test_files.py": ("amts_core/deliver/pull_request.py",),
    "tests/evaluate/test_report.py": (
        "amts_core/evaluate/breakdown.py",
        "amts_core/evaluate/facts.py",
        "amts_core/evaluate/publish.py",
    ),
    "tests/evaluate/test_scoring.py": (
        "amts_core/evaluate/material.py",
        "amts_core/evaluate/sacrebleu_inside.py",
        "amts_core/evaluate/variants.py",
    ),
    "tests/local_aws/engines/adaptive/test_engine.py": ("local_aws/engines/adaptive/prompts.py",),
    "tests/local_aws/engines/adaptive/test_ladder.py": ("local_aws/engines/adaptive/languages.py",),
    "tests/local_aws/engines/adaptive/test_modelfile.py": ("local_aws/model.py",),
    "tests/local_aws/test_application.py": (
        "local_aws/admin.py",
        "local_aws/regions.py",
        "local_aws/settings.py",
    ),
    "tests/local_aws/test_browser.py": ("local_aws/guard.py",),
    "tests/local_aws/test_growth.py": ("local_aws/engines/echo.py",),
    "tests/local_aws/test_limits.py": ("local_aws/ballast.py",),
    "tests/local_aws/test_server.py": ("local_aws/service.py",),
    "tests/local_aws/test_writes.py": (
        "local_aws/s3/buckets.py",
        "local_aws/store.py",
        "local_aws/translate/backend.py",
        "local_aws/translate/models/parallel_data.py",
        "local_aws/translate/models/region.py",
        "local_aws/translate/models/shelf.py",
        "local_aws/translate/models/terminologies.py",
        "local_aws/translate/records.py",
    ),
    "tests/local_aws/translate/documents/test_html.py": (
        "local_aws/translate/documents/parts.py",
        "local_aws/translate/documents/scan.py",
    ),
    "tests/local_aws/translate/test_examples.py": ("local_aws/translate/files.py",),
    "tests/local_aws/translate/test_job_run.py": (
        "local_aws/faults.py",
        "local_aws/translate/details.py",
        "local_aws/translate/inputs.py",
        "local_aws/translate/models/jobs.py",
        "local_aws/translate/progress.py",
        "local_aws/translate/uris.py",
        "local_aws/translate/urls.py",
    ),
    "tests/local_aws/translate/test_operations.py": (
        "local_aws/translate/languages.py",
        "local_aws/translate/pages.py",
        "local_aws/translate/responses.py",
        "local_aws/translate/style.py",
    ),
    "tests/local_aws/translate/test_parallel_data.py": (
        "local_aws/translate/tabular.py",
        "local_aws/translate/terminology.py",
    ),
    "tests/local_aws/translate/test_validation.py": (
        "local_aws/translate/exceptions.py",
        "local_aws/translate/names.py",
        "local_aws/translate/properties.py",
        "local_aws/translate/wire.py",
    ),
    "tests/parallel/test_alignment.py": ("amts_core/parallel/coarse.py",),
    "tests/parallel/test_command.py": ("amts_core/cli/pairs.py",),
    "tests/parallel/test_encoder.py": ("amts_core/parallel/features.py", "amts_core/parallel/usem3_inside.py"),
    "tests/pipeline/test_alignments.py": ("amts_core/pipeline/align.py",),
    "tests/pipeline/test_desk.py": ("amts_core/pipeline/corrections.py",),
    "tests/pipeline/test_drive.py": ("amts_core/pipeline/translators.py",),
    "tests/pipeline/test_plan.py": ("amts_core/pipeline/compare.py",),
    "tests/pipeline/test_settled.py": ("amts_core/pipeline/past.py",),
    "tests/pipeline/test_hand_over.py": (
        "amts_core/pipeline/question.py",
        "amts_core/pipeline/deliver.py",
        "amts_core/pipeline/rebuild.py",
        "amts_core/pipeline/rejections.py",
    ),
    "tests/pipeline/test_run.py": (
        "amts_core/pipeline/chapters.py",
        "amts_core/pipeline/jobs.py",
        "amts_core/pipeline/outcome.py",
        "amts_core/pipeline/report.py",
        "amts_core/pipeline/workload.py",
    ),
    "tests/pipeline/test_documents.py": ("amts_core/pipeline/drafts.py",),
    "tests/pipeline/test_forms.py": ("amts_core/deliver/forms.py",),
    "tests/plugins/amts_aws/hooks/test_translate.py": ("plugins/amts_aws/exceptions.py",),
    "tests/plugins/amts_ui/test_app.py": (
        "plugins/amts_ui/kept.py",
        "plugins/amts_ui/access.py",
        "plugins/amts_ui/answers.py",
        "plugins/amts_ui/installed.py",
        "plugins/amts_ui/pages.py",
        "plugins/amts_ui/pictures.py",
        "plugins/amts_ui/runs.py",
        "plugins/amts_ui/summary.py",
        "plugins/amts_ui/templating.py",
    ),
    "tests/plugins/amts_ui/test_board.py": (
        "plugins/amts_ui/looking.py",
        "plugins/amts_ui/paging.py",
    ),
    "tests/plugins/amts_ui/test_plugin.py": ("plugins/amts_ui/style.py",),
    "tests/plugins/amts_ui/test_review.py": ("plugins/amts_ui/desk.py",),
    "tests/test_config.py": (
        "amts_core/config/load.py",
        "amts_core/config/section.py",
        "amts_core/config/settings.py",
        "amts_core/config/web.py",
    ),
    "tests/test_languages.py": (
        "amts_core/book/identify.py",
        "amts_core/language_words.py",
    ),
    "tests/translate/test_commands.py": (
        "amts_core/cli/document.py",
        "amts_core/cli/rebuild.py",
    ),
    "tests/web/test_cli.py": ("amts_core/cli/crawl.py",),
    "tests/web/test_crawl.py": ("amts_core/web/spider.py",),
    "tests/workload/test_headline.py": ("amts_core/workload/segment_table.py",),
    "tests/workload/test_meter.py": (
        "amts_core/workload/effort.py",
        "amts_core/workload/report.py",
    ),
}
"""Modules without a file of their own, by the file of tests that has their subject."""
