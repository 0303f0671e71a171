"""Somebody with a browser: signs in, opens pages, fills in forms. Knows pages, and no database."""

from typing import Any
from urllib.parse import urlsplit

SIZES = {"phone": (390, 844), "desk": (1440, 900)}
PASSWORD = "a long password for tests"
WAIT = 15_000  # milliseconds


class Person:
    """One browser window with cookies of its own; scripts' errors and 500s are kept as faults."""

    def __init__(self, chromium: Any, url: str, surface: str) -> None:
        self.chromium, self.url, self.surface = chromium, url, surface
        self.faults: list[str] = []
        self.context: Any = None
        self.arrive()

    def arrive(self, state: Any = None) -> None:
        width, height = SIZES[self.surface]
        self.context = self.chromium.new_context(
            viewport={"width": width, "height": height},
            locale="zh-CN",
            base_url=self.url,
            storage_state=state,
            has_touch=self.surface == "phone",
        )
        self.context.set_default_timeout(WAIT)
        self.new_page()

    def new_page(self) -> None:
        self.page = self.context.new_page()
        self.page.on("pageerror", lambda error: self.faults.append(f"script: {error}"))
        self.page.on("response", self._heard)
        self.page.on(
            "console",
            lambda said: (
                self.faults.append(f"console: {said.text}")
                if said.type == "error" and "Content Security Policy" in said.text
                else None
            ),
        )

    def _heard(self, response: Any) -> None:
        if response.status >= 500:
            self.faults.append(f"{response.status} {response.url}")

    def close_browser(self) -> None:
        """The window is closed and opened again: cookies and what the device kept are there."""
        state = self.context.storage_state()
        self.context.close()
        self.arrive(state)

    def leave(self) -> None:
        self.context.close()

    # Moving about

    def open(self, path: str) -> None:
        self.page.goto(path)

    @property
    def path(self) -> str:
        return urlsplit(self.page.url).path

    def press(self, words: str, *, within: str = "body") -> None:
        """A button by what it says; the next page is waited for."""
        place = self.page.locator(within)
        with self.page.expect_navigation():
            place.get_by_role("button", name=words, exact=True).first.click()

    def press_thumb(self) -> None:
        """The first button at the thumb, whatever it says at this moment: it leads on."""
        with self.page.expect_navigation():
            self.page.locator(".phone-foot button").first.click()

    def follow(self, words: str, *, exact: bool = False) -> None:
        with self.page.expect_navigation():
            self.page.get_by_role("link", name=words, exact=exact).first.click()

    def choose(self, name: str, value: str) -> None:
        """One of a group of large buttons, as a finger does it: by its label."""
        self.page.locator(f"label:has(input[name='{name}'][value='{value}'])").click()

    def fill(self, **fields: str) -> None:
        for name, value in fields.items():
            self.page.locator(f"[name='{name}']").fill(value)

    # Reading

    def reads(self, *words: str) -> None:
        """All of these words stand on the page."""
        shown = self.text
        missing = [one for one in words if one not in shown]
        assert not missing, f"{missing} not on {self.path}:\n{shown}"

    def does_not_read(self, *words: str) -> None:
        shown = self.text
        found = [one for one in words if one in shown]
        assert not found, f"{found} on {self.path}:\n{shown}"

    @property
    def text(self) -> str:
        return str(self.page.locator("body").inner_text())

    @property
    def turn(self) -> str:
        """Whose turn it is, and until when: the first line under the title."""
        return " ".join(self.page.locator(".turn.large").first.inner_text().split())

    # Signing in and out

    def sign_in(self, username: str, password: str = PASSWORD) -> None:
        self.open("/sign-in/")
        self.fill(username=username, password=password)
        self.press("登录", within="main form")

    # The desk

    def act(self, number: str, action: str, way: str = "act", **fields: str) -> None:
        """Open the form of an act, fill it in, send it."""
        self.open(f"/cases/{number}/?do={action}")
        form = self.page.locator("#act form")
        for name, value in fields.items():
            item = form.locator(f"[name='{name}']").first
            kind = item.get_attribute("type")
            if kind == "radio":
                self.page.locator(f"#act label:has(input[name='{name}'][value='{value}'])").click()
            else:
                item.fill(value)
        with self.page.expect_navigation():
            form.locator(f"button[name='way'][value='{way}']").click()
