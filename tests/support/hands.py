"""A person's hands at a page: what they did is counted by the browser, and priced by the model."""

from dataclasses import dataclass, field

from playwright.sync_api import Locator, Page

from timesheet.core.effort import Effort

# Runs before the page's own scripts, in every page of the tab; only what a person does is trusted.
COUNTER = """
const KEY = "hands";
const add = (name) => {
  const held = JSON.parse(sessionStorage.getItem(KEY) ?? "{}");
  sessionStorage.setItem(KEY, JSON.stringify({ ...held, [name]: (held[name] ?? 0) + 1 }));
};
add("loads");
addEventListener("pointerdown", (event) => { if (event.isTrusted) add("taps"); }, true);
addEventListener("keydown", (event) => {
  if (event.isTrusted && !event.repeat) add("keys");
}, true);
"""
COUNTED = "JSON.parse(sessionStorage.getItem('hands') ?? '{}')"


@dataclass
class Hands:
    """Hands that begin at the pointer; ``thoughts`` pauses before acts, ``moves`` to and fro."""

    page: Page
    thoughts: int = 0
    moves: int = 0
    _typing: bool = field(default=False, repr=False)

    @classmethod
    def at(cls, page: Page) -> "Hands":
        """Lay hands on a page; from its next load on everything is counted."""
        page.add_init_script(COUNTER)
        return cls(page)

    def begin(self) -> None:
        """Count from here: what was done so far was preparation."""
        self.page.evaluate("sessionStorage.removeItem('hands')")
        self.thoughts, self.moves, self._typing = 0, 0, False

    def tap(self, target: Locator | tuple[float, float]) -> None:
        """Think, point and press: at a thing or at a place of the page."""
        self._go(typing=False)
        if isinstance(target, tuple):
            self.page.mouse.click(*target)
        else:
            target.click()

    def type(self, text: str) -> None:
        """Think, and type a text without a pause."""
        self._go(typing=True)
        self.page.keyboard.type(text)

    def press(self, key: str) -> None:
        """Press a key that ends what was typed; no thought."""
        self.page.keyboard.press(key)

    def _go(self, *, typing: bool) -> None:
        self.thoughts += 1
        self.moves += typing != self._typing
        self._typing = typing

    @property
    def loads(self) -> int:
        """Return how many pages were loaded."""
        return int(self.page.evaluate(COUNTED).get("loads", 0))

    @property
    def effort(self) -> Effort:
        """Return what it cost: taps and keys as the browser counted them."""
        counted = self.page.evaluate(COUNTED)
        return Effort(
            taps=counted.get("taps", 0),
            keys=counted.get("keys", 0),
            thoughts=self.thoughts,
            hands=self.moves,
        )
