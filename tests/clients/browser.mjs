// Drives a page in Chromium for tests that are written in C#: a command per line of JSON on stdin, its answer per line of
// JSON on stdout: {"result":…} or {"error":…}.
//   {"do":"open","url":…}                             answers the status
//   {"do":"fill","selector":…,"text":…}  {"do":"click","selector":…}
//   {"do":"see","selector":…,"text":…}                waits until an element has that text in it, and answers all of its text
//   {"do":"read","script":…}                          answers what an expression of the page is
//   {"do":"photograph","file":…,"width":…,"height":…,"scheme":"light"|"dark"}
//   {"do":"complaints"}                               answers what the console, scripts and the content security policy complained of
import { createInterface } from 'node:readline';
import { chromium } from 'playwright-core';

const PATIENCE = 60_000;
const browser = await chromium.launch({
  executablePath: process.argv[2],
  args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'],
  timeout: PATIENCE,
});
const page = await (await browser.newContext({ viewport: { width: 1280, height: 900 }, reducedMotion: 'reduce' })).newPage();
page.setDefaultTimeout(PATIENCE);

const complaints = [];
page.on('console', (message) => ['error', 'warning'].includes(message.type()) && complaints.push(`${message.type()}: ${message.text()} (${message.location().url})`));
page.on('pageerror', (error) => complaints.push(`script: ${error.message}`));
page.on('dialog', (dialog) => { complaints.push(`dialog: ${dialog.message()}`); dialog.dismiss(); });

const commands = {
  async open({ url }) {
    return (await page.goto(url)).status();
  },
  async fill({ selector, text }) {
    await page.fill(selector, text);
  },
  async click({ selector }) {
    await page.click(selector);
  },
  async see({ selector, text }) {
    const element = page.locator(selector).filter({ hasText: text }).first();
    await element.waitFor({ state: 'visible' });
    return element.innerText();
  },
  read: ({ script }) => page.evaluate(script),
  async photograph({ file, width, height, scheme }) {
    await page.setViewportSize({ width, height });
    await page.emulateMedia({ colorScheme: scheme });
    await page.screenshot({ path: file, fullPage: true });
  },
  complaints: () => complaints,
};

for await (const line of createInterface({ input: process.stdin })) {
  const command = JSON.parse(line);
  try {
    process.stdout.write(`${JSON.stringify({ result: (await commands[command.do](command)) ?? null })}\n`);
  } catch (error) {
    process.stdout.write(`${JSON.stringify({ error: error.message })}\n`);
  }
}
await browser.close();
