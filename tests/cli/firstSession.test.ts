import { spawnSync } from "node:child_process"
import { existsSync, mkdirSync, writeFileSync } from "node:fs"
import { request } from "node:https"
import { join } from "node:path"
import { findPersonByEmail, findProjectBySlug, openStorage, storeRoles } from "@justesse/db"
import { emptyDatabase } from "@justesse/db/testing/engines"
import { deleteMember } from "@justesse/db/testing/reads"
import { DEFAULT_PREFERENCES } from "@justesse/types"
import type { PeopleShown } from "@justesse/types/wire/people"
import { afterAll, afterEach, describe, expect, test, vi } from "vitest"
import { Client, enterAs } from "../support/client.ts"
import { freshFolder } from "../support/folders.ts"
import { jpeg } from "../support/pictures.ts"
import { linkOf, type Server, startServer } from "../support/server.ts"
import { PASSWORD, setUp } from "../support/studio.ts"
import { type Called, openShell } from "./shell.ts"

// The first session of a studio, by shell alone and by shell beside the browser: found O1, O2, O13.

async function photos(): Promise<string> {
  const folder = join(freshFolder("first"), "photos")
  mkdirSync(folder)
  for (const seed of [1, 2]) writeFileSync(join(folder, `${seed}.jpg`), await jpeg(seed, 64, 48))
  return folder
}

const shell = openShell("first-session")

/** A command on a data folder that is named. */
const justesse = (dataDir: string, ...words: readonly string[]): Promise<Called> =>
  shell.call(...words, "--data", dataDir)

/** One that must succeed; what it printed. */
async function justesseDone(dataDir: string, ...words: readonly string[]): Promise<string> {
  const { code, out, error } = await justesse(dataDir, ...words)
  if (code !== 0) throw new Error(`justesse ${words.join(" ")} ended with ${code}: ${out}${error}`)
  return out.trim()
}

interface Listed {
  readonly projects: readonly { readonly card: { readonly project: string }; readonly pictures: number }[]
}

const servers: Server[] = []
afterEach(async () => {
  vi.unstubAllEnvs()
  await Promise.all(servers.splice(0).map((server) => server.stop()))
})
async function serve(options: Parameters<typeof startServer>[0]): Promise<Server> {
  const server = await startServer(options)
  servers.push(server)
  return server
}

const drops: (() => Promise<void>)[] = []
afterAll(async () => {
  for (const drop of drops) await drop()
})

/** A database of the engine, for a server: empty, as before the first start. */
const ENGINES = [
  { engine: "SQLite", database: async () => null },
  {
    engine: "PostgreSQL",
    database: async () => {
      const { url, drop } = await emptyDatabase()
      drops.push(drop)
      return url
    },
  },
] as const

describe.each(ENGINES)("the first session of a studio on $engine", ({ database }) => {
  const withUrl = (url: string | null) => (url === null ? {} : { databaseUrl: url })

  test("what was imported before and after set-up, without a restart, is in the operator's projects at once", async () => {
    const folder = await photos()
    const server = await serve({ demo: false, ...withUrl(await database()) })
    const before = await justesseDone(server.dataDir, "import", folder, "--project", "early")
    expect(before).toContain("early: 2 pictures")
    const operator = await setUp(server)
    await justesseDone(server.dataDir, "import", folder, "--project", "shop")
    const { projects: seen } = await operator.ask<Listed>("project.list", {})
    expect(seen.map(({ card, pictures }) => [card.project, pictures]).sort()).toEqual([
      ["early", 2],
      ["shop", 2],
    ])
    // Once more into both, and into a project that was made in the browser.
    for (const project of ["early", "shop"])
      expect(await justesseDone(server.dataDir, "import", folder, "--project", project)).toContain("2 duplicates")
    const members = await operator.ask<PeopleShown>("people.list", { project: "early" })
    expect(members.members.map(({ name, roles }) => [name, roles.includes("owner")])).toEqual([["Ada", true]])
  })

  test("verify, doctor, backup and token create work beside the server from the first minute", async () => {
    const server = await serve({ demo: false, ...withUrl(await database()) })
    const call = (...words: readonly string[]) => justesseDone(server.dataDir, ...words)
    const best = "Everything that could be checked is as it was stored."
    await call("import", await photos(), "--project", "early")
    expect(await call("verify")).toBe(best)
    expect(await call("doctor")).toMatch(
      /^well {2}Node: .*\nwell {2}server: answers at http.*\nwell {2}disk: .*\nwell {2}storage: /,
    )
    const [file, restored] = [join(freshFolder("backup"), "early.jbackup"), join(freshFolder("again"), "data")]
    expect(await call("backup", file)).toMatch(/^\d+ rows in .*early\.jbackup, read back and found whole\.$/)
    expect(await call("backup", file)).toContain("It replaced the file that was there.")
    await justesseDone(restored, "restore", file)
    expect(await justesseDone(restored, "verify")).toBe(best)
    await setUp(server)
    const token = await call("token", "create", "--user", "ada@justesse.example", "--scope", "read")
    const { projects: seen } = await new Client(server.origin, token).ask<Listed>("project.list", {})
    expect(seen.map(({ card }) => card.project)).toEqual(["early"])
    const nobody = await justesse(
      server.dataDir,
      "token",
      "create",
      "--user",
      "eve@justesse.example",
      "--scope",
      "read",
    )
    expect([nobody.code, nobody.error]).toEqual([
      2,
      "Nobody with an account here has the address eve@justesse.example.",
    ])
    expect(await call("verify")).toBe(best)
  })

  test("projects that a studio of yesterday made for nobody become the operator's when it starts", async () => {
    const url = await database()
    const first = await startServer({ demo: false, ...withUrl(url) })
    const { dataDir, port } = first
    await justesseDone(dataDir, "import", await photos(), "--project", "orphan")
    const operator = await setUp(first)
    await first.stop()
    await giveToNobody("orphan", url === null ? { file: join(dataDir, "justesse.db") } : { url })
    const again = await serve({ demo: false, dataDir, port, ...withUrl(url) })
    const { projects: seen } = await operator.ask<Listed>("project.list", {})
    expect(seen.map(({ card }) => card.project)).toEqual(["orphan"])
    expect(await justesseDone(again.dataDir, "import", await photos(), "--project", "orphan")).toContain("2 duplicates")
  })
})

/** As it was stored until now: the project is the command line's, a person without an account, and nobody else's. */
async function giveToNobody(slug: string, at: { file: string } | { url: string }): Promise<void> {
  const storage = await openStorage(at)
  const nobody = await findPersonByEmail(storage.db, "command-line@localhost.invalid")
  const project = await findProjectBySlug(storage.db, slug)
  const operator = await findPersonByEmail(storage.db, "ada@justesse.example")
  if (!nobody || !project || !operator) throw new Error("the project was not made as it was expected")
  await deleteMember(storage.db, project.id, operator.id)
  await storeRoles(storage.db, project.id, nobody.id, ["owner", "reviewer", "annotator"])
  await storage.close()
}

test("`npm start`: commands work on the sample projects from its first minute, and what they make is the operator's", async () => {
  const server = await serve({ demo: true })
  const out = join(freshFolder("out"), "cells.zip")
  await justesseDone(server.dataDir, "export", "--project", "street-corners", "--format", "coco", "--out", out)
  await justesseDone(server.dataDir, "import", await photos(), "--project", "shop")
  const used = server.links.get("Léa")
  const { projects: seen } = await (await enterAs(server, "Léa")).ask<Listed>("project.list", {})
  expect(seen.map(({ card }) => card.project)).toContain("shop")
  // Found T32: a sample person's link opened twenty times. It opens once, and a new one is printed in its place.
  const again = { token: new URL(used ?? "").hash.slice(1) }
  await expect(new Client(server.origin).act("account.enter", again)).rejects.toMatchObject({ code: "link_over" })
  expect(await linkOf(server, "Léa")).not.toBe(used)
})

describe("without --data", () => {
  const servingIn = (running: string) => serve({ demo: false, env: { JUSTESSE_RUNNING: running } })

  test("a command finds the studio that runs, says which it took, and makes none beside it", async () => {
    const [running, folder] = [freshFolder("running"), await photos()]
    vi.stubEnv("JUSTESSE_RUNNING", running)
    const found = (...words: readonly string[]) => shell.call(...words)
    const server = await servingIn(running)
    const first = await found("import", folder, "--project", "shop")
    expect([first.code, first.out]).toEqual([0, expect.stringContaining("shop: 2 pictures")])
    const took = `This goes to the studio at ${server.origin}, whose data are in ${server.dataDir}.`
    expect(first.error.split("\n")[0]).toBe(took)
    expect(existsSync(shell.path("data"))).toBe(false)
    const newer = await servingIn(running)
    const second = await found("import", folder, "--project", "shop")
    expect(second.error).toContain(
      `at ${newer.origin}, whose data are in ${newer.dataDir}. Others run too: ${server.origin}`,
    )
    expect(second.out).toContain("shop: 2 pictures")
    const named = await found("import", folder, "--project", "shop", "--data", server.dataDir)
    expect([named.out, named.error]).toEqual([
      expect.stringContaining("2 duplicates"),
      expect.not.stringContaining("studio at"),
    ])
    // What is said of one studio is not said of another: where there is a choice, a check asks.
    for (const command of [["verify"], ["doctor"], ["backup", "copy"]]) {
      const asked = await found(...command)
      expect([asked.code, asked.out]).toEqual([2, ""])
      for (const one of [newer, server]) expect(asked.error).toContain(`--data ${one.dataDir}`)
    }
    expect((await found("verify", "--data", server.dataDir)).code).toBe(0)
    // One that was killed is not found, also where another took its port.
    await newer.kill()
    expect((await found("import", folder, "--project", "shop")).out).toContain("2 duplicates")
  })

  test("a new studio is made by import alone, which says so and where", async () => {
    const data = join(freshFolder("new"), "data")
    for (const words of [["export", "--project", "p", "--format", "coco", "--out", join(data, "x")], ["verify"]]) {
      const { code, error } = await justesse(data, ...words)
      expect([code, error]).toEqual([2, `There is no studio in ${data}. Name the folder of its data with --data DIR.`])
    }
    expect(existsSync(data)).toBe(false)
    const folder = await photos()
    const made = await justesse(data, "import", folder, "--project", "p")
    expect([made.code, made.error.split("\n")[0]]).toEqual([
      0,
      `There was no studio in ${data}: a new one is made there.`,
    ])
    expect((await justesse(data, "import", folder, "--project", "p")).error).not.toContain("a new one")
  })
})

/** Makes a certificate that no program trusts. */
const hasOpenssl = spawnSync("openssl", ["version"]).status === 0
if (!hasOpenssl) console.warn("openssl is not here: commands beside a server with TLS are not tried.")

/** A call over TLS by somebody who trusts any certificate. */
function securely(port: number, call: string, input: unknown, cookie = "") {
  return new Promise<{ status: number; cookie: string }>((resolve, reject) => {
    const headers = { "content-type": "application/json", cookie }
    const options = {
      host: "127.0.0.1",
      port,
      path: `/trpc/${call}`,
      method: "POST",
      headers,
      rejectUnauthorized: false,
    }
    const sent = request(options, (answer) => {
      answer.resume()
      const [line = ""] = answer.headers["set-cookie"] ?? []
      answer.once("end", () => resolve({ status: answer.statusCode ?? 0, cookie: line }))
    })
    sent.once("error", reject)
    sent.end(JSON.stringify(input))
  })
}

test.runIf(hasOpenssl)("commands work beside a server with a certificate for another name", async () => {
  const folder = freshFolder("tls")
  const [cert, key, dataDir] = [join(folder, "cert.pem"), join(folder, "key.pem"), join(folder, "data")]
  const subject = ["-subj", "/CN=studio.example", "-days", "2", "-nodes"]
  spawnSync("openssl", ["req", "-x509", "-newkey", "rsa:2048", "-keyout", key, "-out", cert, ...subject])
  const server = await serve({ demo: false, dataDir, tls: { cert, key } })
  expect(await justesseDone(dataDir, "import", await photos(), "--project", "shop")).toContain("2 pictures")
  expect(await justesseDone(dataDir, "doctor")).toContain("answers at http://127.0.0.1:")
  // The session's cookie is this name's alone (found T31).
  const token = server.setupLink?.split("#")[1]
  const reach = { reach: "computer", publicUrl: null, sample: false }
  const operator = { token, name: "Ada", email: "ada@justesse.example", password: PASSWORD, ...reach }
  const done = await securely(server.port, "setup.finish", { ...operator, preferences: DEFAULT_PREFERENCES })
  expect(done.cookie).toMatch(/^__Host-justesse\.session_token=[^;]+;/)
  const parts = done.cookie.split("; ").slice(1)
  expect(parts.filter((part) => !part.startsWith("Max-Age"))).toEqual(["Path=/", "HttpOnly", "Secure", "SameSite=Lax"])
  const me = await securely(server.port, "account.me", {}, done.cookie.split(";")[0])
  expect(me.status).toBe(200)
  await server.stop()
})
