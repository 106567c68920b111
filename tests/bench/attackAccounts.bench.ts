// needs: server
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { setTimeout as pause } from "node:timers/promises"
import { startPostgres } from "../engines/postgres.ts"
import { attackKey } from "./attackAccountsKey.ts"
import { type Attacked, attacked, EMAIL, PASSWORD } from "./attackAccountsStudio.ts"

/**
 * Attacks on links, sign-in and the key of a studio: `npm run bench -- attackAccounts [sqlite|postgres]`. A real server in a
 * process of its own, over HTTP, on both engines. Exit 1 where a link lets in more than it may, more than ten of 300 guesses
 * at once are hashed, a right password amid 150 wrong ones takes more than a second, a reset that was told done does not
 * hold, or a damaged key is served with.
 */
const words = process.argv.slice(2)
const engines = (["sqlite", "postgres"] as const).filter((engine) => words.length === 0 || words.includes(engine))
const MOST_MS = 1_000

let short = false
const say = (engine: string, line: Record<string, unknown> & { isShort: boolean }) => {
  short ||= line.isShort
  console.log(JSON.stringify({ bench: "attackAccounts", engine, ...line }))
}
const slug = (name: string) => name.replaceAll(" ", "-")
const countOf = (answers: readonly string[]) =>
  Object.fromEntries([...new Set(answers)].map((word) => [word, answers.filter((one) => one === word).length]))

async function joins(studio: Attacked) {
  const before = await studio.operators()
  const token = await studio.invite(true)
  const emails = Array.from({ length: 12 }, (_, n) => `join${n}@example.org`)
  const told = await Promise.all(emails.map((email) => studio.join(token, email)))
  const made = (await studio.operators()) - before
  let signIns = 0
  for (const email of emails) signIns += (await studio.signIn(email, PASSWORD)) === "done" ? 1 : 0
  const answers = countOf(told)
  const isShort = made !== 1 || signIns !== 1 || answers["done"] !== 1
  return {
    what: "12 joins at once by an operator's invitation for one",
    answers,
    operatorsMade: made,
    signIns,
    isShort,
  }
}

async function guesses(studio: Attacked) {
  await studio.join(await studio.invite(false), EMAIL)
  const before = studio.hashes()
  const began = performance.now()
  const told = await Promise.all(Array.from({ length: 300 }, (_, n) => studio.signIn(EMAIL, `a wrong password ${n}`)))
  const hashed = studio.hashes() - before
  const seconds = Math.round(performance.now() - began) / 1_000
  const what = "300 guesses at once on one account"
  return { what, answers: countOf(told), hashed, most: 10, seconds, isShort: hashed > 10 }
}

/** `from`: where the right one was signed in before; another place than the guesses come from is unproven here. */
async function amid(studio: Attacked, name: string, from: string | null) {
  const email = `${slug(name)}@example.org`
  await studio.join(await studio.invite(false), email, from ?? undefined)
  const alone = performance.now()
  const first = from === null ? await studio.signIn(email, PASSWORD) : "done"
  const aloneMs = Math.round(performance.now() - alone)
  const wrong = Promise.all(
    Array.from({ length: 150 }, (_, n) => studio.signIn(`${slug(name)}${n}@example.org`, "a wrong password")),
  )
  await pause(100)
  const began = performance.now()
  const right = await studio.signIn(email, PASSWORD)
  const ms = Math.round(performance.now() - began)
  const answers = countOf(await wrong)
  const what = `a right password amid 150 wrong ones, ${name}`
  const isShort = right !== "done" || first !== "done" || ms > MOST_MS
  return { what, right, ms, most: MOST_MS, ...(from === null ? { aloneMs } : {}), wrong: answers, isShort }
}

async function resets(studio: Attacked) {
  const rounds: string[] = []
  const email = "reset@example.org"
  await studio.join(await studio.invite(false), email)
  for (let round = 0; round < 5; round++) {
    const token = await studio.resetLink(email)
    const passwords = Array.from({ length: 4 }, (_, n) => `password ${n} of round ${round}`)
    const told = await Promise.all(passwords.map((password) => studio.reset(token, password)))
    const done = told.filter((one) => one === "done").length
    const holds = await studio.signIn(email, passwords[told.indexOf("done")] ?? "")
    rounds.push(done === 1 && holds === "done" ? "holds" : `${done} told done, then ${holds}`)
  }
  const what = "4 resets at once by one link: the one told done"
  return { what, rounds: countOf(rounds), isShort: rounds.some((one) => one !== "holds") }
}

for (const engine of engines) {
  const folder = mkdtempSync(join(tmpdir(), "justesse-attack-"))
  const database = engine === "postgres" ? await startPostgres() : null
  const studio = await attacked(folder, database?.url ?? null)
  try {
    say(engine, await joins(studio))
    say(engine, await guesses(studio))
    say(engine, await amid(studio, "who signed in from there before", null))
    say(engine, await resets(studio))
  } finally {
    await studio.stop()
  }
  // A fresh server: an address has 120 wrong passwords in five minutes.
  const again = await attacked(folder, database?.url ?? null)
  try {
    say(engine, await amid(again, "who never signed in from there", "127.0.0.2"))
  } finally {
    await again.stop()
    database?.stop()
    rmSync(folder, { recursive: true, force: true })
  }
}
for (const line of await attackKey()) say("sqlite", line)
process.exitCode = short ? 1 : 0
