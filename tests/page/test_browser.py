"""The report page in a real browser: no error or request, nothing too wide, for keyboards, screen readers and paper."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from eks_gpu.page import fleet_page
from tests.page.browser import AXE, chromium
from tests.page.pages import NAMES, QUICKSTART, example, page, page_of
from tests.synthesized import SPECS

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.browser

_NAME = "a-name-that-is-as-long-as-names-may-be-in-kubernetes-and-no-longer"
LONG = QUICKSTART.replace("name: nvidia-smi", f"name: {_NAME[:52]}").replace("name: gpu", f"name: {_NAME[:16]}")
BROKEN = QUICKSTART.replace("g5.xlarge", "p3.2xlarge").replace("kind: job", "kind: deployment")
WIDE = tuple(path.stem for path in SPECS)
WIDTHS = (320, 768, 1600)


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    with chromium(tmp_path_factory.mktemp("browser")) as found:
        yield found


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Pages of the examples, of a broken file, of a fleet, and of names as long as they may be."""
    made = tmp_path_factory.mktemp("pages")
    texts = {name: page(name) for name in NAMES}
    texts["broken"] = page_of(BROKEN)
    texts["unreadable"] = page_of("name: [\n")
    texts["long"] = page_of(LONG)
    texts |= {path.stem: page_of(path.read_text(encoding="utf-8"), path.name) for path in SPECS}
    texts["index"] = fleet_page([(example(name), f"{name}.html") for name in NAMES])
    for name, text in texts.items():
        (made / f"{name}.html").write_text(text, encoding="utf-8")
    return made


@pytest.fixture
def opened(browser: Browser, folder: Path) -> Iterator[Any]:
    """A function that opens a page; at the end nothing has been complained about or asked for."""
    complaints, contexts = list[str](), list[Any]()

    def show(name: str, width: int = 1280, scheme: Any = "light") -> Page:
        context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme)
        contexts.append(context)
        shown = context.new_page()
        shown.on("console", lambda message: complaints.append(message.text))
        shown.on("pageerror", lambda error: complaints.append(str(error)))
        shown.on("request", lambda request: complaints.append(request.url) if ".html" not in request.url else None)
        shown.goto((folder / f"{name}.html").as_uri())
        return shown

    yield show
    for context in contexts:
        context.close()
    assert complaints == []


# Text that leaves its box, except within frames that scroll.
_WIDER = """[...document.querySelectorAll('main *, header *')].filter(one => {
  if (one.closest('.frame, [popover], nav')) return false
  return one.getBoundingClientRect().right > innerWidth + 1
}).map(one => one.outerHTML.slice(0, 80))"""
# Texts of a drawing that leave it or lie on another text.
_OVERLAPS = """() => {
  const found = []
  for (const svg of document.querySelectorAll('svg')) {
    const frame = svg.getBoundingClientRect()
    if (!frame.width) continue
    const boxes = [...svg.querySelectorAll('text')].map(one => [one.textContent, one.getBoundingClientRect()])
    for (const [text, box] of boxes)
      if (box.left < frame.left - 1 || box.right > frame.right + 1 || box.bottom > frame.bottom + 1) found.push(text)
    boxes.forEach(([text, one], at) => boxes.slice(at + 1).forEach(([other, two]) => {
      const wide = Math.min(one.right, two.right) - Math.max(one.left, two.left)
      const tall = Math.min(one.bottom, two.bottom) - Math.max(one.top, two.top)
      if (wide > 1 && tall > 3) found.push(`${text} | ${other}`)
    }))
  }
  return found
}"""


@pytest.mark.parametrize("name", [*NAMES, *WIDE, "broken", "unreadable", "long", "index"])
def test_nothing_is_too_wide_and_no_text_lies_on_another(opened: Any, name: str) -> None:
    shown = opened(name, WIDTHS[0])
    for width in WIDTHS:
        shown.set_viewport_size({"width": width, "height": 900})
        assert shown.evaluate("document.documentElement.scrollWidth") <= width
        assert shown.evaluate(_WIDER) == []
        assert shown.evaluate(_OVERLAPS) == []


def test_the_numbers_open_and_close_by_keyboard(opened: Any) -> None:
    shown = opened("llm-serving")
    shown.locator("#run .frame").first.focus()
    shown.keyboard.press("Tab")
    assert shown.evaluate("document.activeElement.textContent") == "✓ runs"
    shown.keyboard.press("Enter")
    dialog = shown.locator("[popover]:popover-open")
    assert dialog.is_visible()
    assert "as kubelet reports it" in dialog.inner_text()
    assert shown.evaluate("document.activeElement.textContent") == "Close"
    shown.keyboard.press("Enter")
    assert not dialog.is_visible()
    assert shown.evaluate("document.activeElement.textContent") == "✓ runs"
    shown.keyboard.press("Space")
    shown.keyboard.press("Escape")
    assert not dialog.is_visible()


def test_the_first_stop_of_the_keyboard_leads_to_the_content(opened: Any) -> None:
    shown = opened("quickstart")
    shown.keyboard.press("Tab")
    assert shown.evaluate("document.activeElement.getBoundingClientRect().left") > 0
    shown.keyboard.press("Enter")
    assert shown.url.endswith("#content")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", ["llm-serving", "broken", "index"])
def test_axe_finds_nothing(opened: Any, name: str, scheme: str) -> None:
    shown = opened(name, scheme=scheme)
    if name == "llm-serving":
        shown.locator("#run button").first.click()
    # As a value, because the page's policy refuses every script within it.
    shown.evaluate(AXE.read_text(encoding="utf-8"))
    found = shown.evaluate("axe.run({resultTypes: ['violations']})")["violations"]

    assert [(one["id"], one["impact"], one["nodes"][0]["html"][:200]) for one in found] == []


def test_paper_has_everything_and_no_buttons_to_press(opened: Any) -> None:
    shown = opened("quickstart", 360, "dark")
    shown.emulate_media(media="print")

    assert not shown.locator("nav").is_visible()
    assert not shown.get_by_text("Close", exact=True).first.is_visible()
    assert shown.get_by_text("as kubelet reports it").first.is_visible()
    assert shown.locator(".wide svg").first.is_visible()
    assert not shown.locator(".narrow svg").first.is_visible()
    # Dark paper is ink.
    assert shown.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    assert shown.pdf(format="A4").startswith(b"%PDF")


def test_a_page_refuses_scripts(browser: Browser, folder: Path) -> None:
    """If a declaration could inject one, the policy would still refuse it."""
    forged = (folder / "quickstart.html").read_text(encoding="utf-8").replace("<main", "<script>x = 1</script><main")
    (folder / "forged.html").write_text(forged, encoding="utf-8")
    shown = browser.new_page()
    shown.goto((folder / "forged.html").as_uri())

    assert shown.evaluate("typeof x") == "undefined"
    shown.close()
