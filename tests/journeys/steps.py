"""What people do on the pages of the main road, step by step; works with and without JavaScript."""

from playwright.sync_api import Locator, Page, TimeoutError, expect

WORDS = "厂东门口兴业路的路灯坏了三个月，夜班工人下班看不清路"


def form_of(page: Page, step: str) -> Locator:
    """The form of a step, opened where it is folded; where no script draws it, a link leads to it."""
    form = page.locator(f'form[action$="/step/{step}/"]').first
    later = page.locator("details", has=page.locator(f'[hx-get*="do={step}"]')).last
    if later.count():
        later.locator("summary").first.click()
        try:
            form.wait_for(timeout=2_000)
        except TimeoutError:
            later.get_by_role("link").click()
    fold = page.locator("details", has=page.locator(f'form[action$="/step/{step}/"]')).last
    if fold.count() and fold.get_attribute("open") is None:
        fold.locator("summary").first.click()
    return form


def send(page: Page, step: str, button: str) -> None:
    """Press the button of a step's form and see that it was taken."""
    form_of(page, step).get_by_role("button", name=button).first.click()
    expect(page.locator("body")).not_to_contain_text("还有几处要改")


def raise_problem(page: Page, words: str = WORDS) -> str:
    """Say what troubles you; gives the address of the problem."""
    page.goto("/raise/")
    page.get_by_label("用一句话说说").fill(words)
    page.get_by_role("button", name="提交", exact=True).click()
    expect(page.locator("body")).to_contain_text("编号 WT")
    page.get_by_role("link", name="看这件诉求").click()
    expect(page.locator("h1")).to_contain_text(words[:8])
    return page.url


def choose(form: Locator, name: str, value: str) -> None:
    """Choose one of few, which lie open, or one of many from a list."""
    listed = form.locator(f"select[name={name}]")
    if listed.count():
        listed.select_option(value)
    else:
        form.locator(f'input[name={name}][value="{value}"]').check(force=True)


def contact(form: Locator) -> None:
    """How and with whom one spoke."""
    choose(form, "contact_way", "phone")
    form.get_by_label("和谁").fill("陈若溪")


def pass_on(page: Page, address: str) -> None:
    """The officer passes it on."""
    page.goto(address)
    form_of(page, "pass_on").get_by_label("情况和建议").fill("问过城管，要派单换灯")
    send(page, "pass_on", "转协调办")


def dispatch(page: Page, unit: str = "城管局") -> None:
    """The coordinator finds the unit and dispatches."""
    page.goto("/triage/")
    page.get_by_label("找别的单位").fill(unit)
    page.get_by_role("button", name="找单位").click()
    page.locator('form[action$="/step/dispatch/"] input[name=lead]').first.check()
    page.get_by_role("button", name="派出去").first.click()
    expect(page.locator("body")).to_contain_text("派出去了")


def open_task(page: Page) -> None:
    """The unit's list, its first task."""
    page.goto("/tasks/")
    page.locator("table a[href^='/tasks/'], .qq-table a[href^='/tasks/']").first.click()


def sign_and_reply(page: Page, answer: str = "路灯线缆老化，已更换并调亮。") -> None:
    """A handler signs, speaks with the enterprise and drafts the reply."""
    open_task(page)
    send(page, "sign", "签收")
    open_task(page)
    form = form_of(page, "record_contact")
    contact(form)
    form.get_by_label("说了什么").fill("约好今晚去看")
    send(page, "record_contact", "记")
    reply(page, answer)


def reply(page: Page, answer: str) -> None:
    """A handler drafts the reply and sends it to be signed off."""
    open_task(page)
    form = form_of(page, "draft_reply")
    choose(form, "result", "R1")
    form.get_by_label("给企业的答复").fill(answer)
    form.get_by_label("佐证", exact=True).fill("更换前后的照片")
    send(page, "draft_reply", "送审签")


def sign_off(page: Page) -> None:
    """The unit's head signs the reply off."""
    page.goto("/sign-off/")
    send(page, "sign_off", "审签通过")


def approve(page: Page, address: str) -> None:
    """The coordinator goes through his list and lets the reply reach the enterprise."""
    page.goto(address)
    form = form_of(page, "approve")
    for box in form.locator("input[name=checks]").all():
        box.check(force=True)
    send(page, "approve", "通过")


def confirm(page: Page, address: str) -> None:
    """The enterprise says that it is solved, and how content it is."""
    page.goto(address)
    page.get_by_role("link", name="解决了", exact=False).first.click()
    page.locator('input[name=grade][value="5"]').check(force=True)
    page.get_by_role("button", name="提交评价").click()
    expect(page.locator("body")).to_contain_text("已办结")


def dispute(page: Page, address: str, words: str = "还是不亮") -> None:
    """The enterprise says that it is not solved."""
    page.goto(address)
    page.get_by_role("link", name="没有解决").first.click()
    page.get_by_label("哪里没解决").fill(words)
    page.get_by_role("button", name="退回去").click()
