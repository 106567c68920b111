import { spawn, spawnSync } from "node:child_process"
import { writeFileSync } from "node:fs"
import { join } from "node:path"
import { toneWav } from "@justesse/fixtures/testing/tones"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { Client } from "../support/client.ts"
import { freshFolder } from "../support/folders.ts"
import { jpeg } from "../support/pictures.ts"
import { ROOT } from "../support/places.ts"
import { type Server, startServer } from "../support/server.ts"
import { join as joinProject, setUp } from "../support/studio.ts"

/** What each kind's answer is, in a line of the exported JSONL. */
const SAID: Readonly<Record<string, string>> = {
  boxes: '"x":4,"y":5,"width":20,"height":12',
  transcription: "2,50",
  classification: '"whole":true',
  rating: '"whole":true',
  comparison: '"rank":1',
  audio: "one two",
  form: '"value":',
  verification: "right",
}
const KINDS = Object.keys(SAID)
const NAMES = ["Ann", "Bea", "Cem"] as const

let server: Server
let owner: Client
let folder: string

beforeAll(async () => {
  server = await startServer({ demo: false })
  owner = await setUp(server)
  folder = freshFolder("clients")
})
afterAll(() => server.stop())

async function run(program: string, ...words: readonly string[]): Promise<string> {
  const child = spawn(program, words, { cwd: join(ROOT, "clients"), stdio: ["ignore", "pipe", "pipe"] })
  let [out, error] = ["", ""]
  child.stdout.on("data", (some) => {
    out += some
  })
  child.stderr.on("data", (some) => {
    error += some
  })
  const code = await new Promise((resolve) => child.once("close", resolve))
  expect([code, error]).toEqual([0, ""])
  return out
}

/** The answers in an exported zip. */
function linesIn(zip: string): string {
  const script =
    "import sys, zipfile; z = zipfile.ZipFile(sys.argv[1]); print(*(z.read(n).decode() for n in z.namelist() if n.endswith('.jsonl')))"
  return spawnSync("python3", ["-c", script, zip], { encoding: "utf8" }).stdout
}

async function tokenOf(person: Client, ...scopes: readonly string[]): Promise<string> {
  const { token } = await person.act<{ token: string }>("account.createToken", { name: "script", scopes, days: 1 })
  return token
}

/** Three people who belong to all the projects of a client. */
async function people(prefix: string): Promise<Client[]> {
  return Promise.all(
    NAMES.map(async (name) => {
      const [first = "", ...others] = KINDS.map((kind) => `${prefix}-${kind}`)
      const person = await joinProject(owner, first, `${name}-${prefix}`, ["annotator"])
      for (const project of others) {
        const email = `${name}-${prefix}@justesse.example`.toLowerCase()
        const invited = { name, email, roles: ["annotator"] }
        const asked = { project, people: [invited], maxUses: 1 }
        const { links } = await owner.act<{ links: { link: string }[] }>("people.invite", asked)
        await person.act("account.joinAccept", { token: new URL(links[0]?.link ?? "").hash.slice(1), account: null })
      }
      return person
    }),
  )
}

const programs = [
  { name: "python", program: "python3", script: "python/each_kind.py" },
  { name: "curl", program: "sh", script: "curl/each_kind.sh" },
] as const

describe.each(programs)("each kind of task by $name", ({ name, program, script }) => {
  test("is made, fed, answered by three, and exported", async () => {
    const own = await tokenOf(owner, "manage", "import", "export", "read")
    const [picture, another, recording] = [join(folder, "one.jpg"), join(folder, "two.jpg"), join(folder, "one.wav")]
    writeFileSync(picture, await jpeg(7))
    writeFileSync(another, await jpeg(8))
    writeFileSync(recording, toneWav({ seconds: 1, sampleRate: 8_000, channels: 1 }))
    await run(program, script, "make", server.origin, own, ...(name === "curl" ? [picture, recording, another] : []))
    const threes = await people(name)
    for (const person of threes)
      await run(program, script, "answer", server.origin, await tokenOf(person, "work", "read"))
    await expect
      .poll(
        async () => {
          const { projects } = await owner.ask<{
            projects: { card: { project: string }; counts: { settled: number } }[]
          }>("project.list", {})
          return projects.filter(({ card, counts }) => card.project.startsWith(name) && counts.settled > 0).length
        },
        { timeout: 15_000 },
      )
      .toBe(KINDS.length)
    await run(program, script, "export", server.origin, own, folder)
    for (const kind of KINDS)
      expect([kind, linesIn(join(folder, `${kind}.zip`))]).toEqual([kind, expect.stringContaining(SAID[kind] ?? "?")])
  })
})

test("what the studio refuses is said by its code, in Python", async () => {
  const own = await tokenOf(owner, "manage")
  const script = `
import sys; sys.path.insert(0, "python")
from justesse import Justesse, Refused
studio = Justesse(${JSON.stringify(server.origin)}, ${JSON.stringify(own)})
empty = studio.create("Nothing yet", "classification")
for act in (empty.freeze, lambda: studio.create("x", "no such kind"), lambda: studio.project("nowhere").open()):
    try: act()
    except Refused as refused: print(refused.status, refused.code)
`
  const out = spawnSync("python3", ["-c", script], { cwd: join(ROOT, "clients"), encoding: "utf8" })
  expect([out.stderr, out.stdout.trim().split("\n")]).toEqual([
    "",
    ["403 not_allowed", "400 invalid_input", "404 not_found"],
  ])
})

test("videos and texts are added, read, rated and taken out, in Python", async () => {
  const own = await tokenOf(owner, "manage", "import", "export", "read")
  const make = `
import sys; sys.path.insert(0, "python")
from justesse import Justesse, Task
studio = Justesse(${JSON.stringify(server.origin)}, ${JSON.stringify(own)})
films = studio.project("films")
`
  const python = (script: string) =>
    spawnSync("python3", ["-c", make + script], { cwd: join(ROOT, "clients"), encoding: "utf8" })
  const made = python(`
films = studio.create("Films", "rating", answers=1, purpose="To see.", project="films")
added = films.add("../fixtures/videos/clip.mp4", ("note.md", b"# Title\\n\\nWords.\\n"))
films.open(); print(added["pictures"], added["report"])
`)
  expect([made.stderr, made.stdout]).toEqual(["", "2 []\n"])
  const person = await tokenOf(await joinProject(owner, "films", "Ann-films", ["annotator"]), "work", "read")
  const answered = python(`
for task in Justesse(${JSON.stringify(server.origin)}, ${JSON.stringify(person)}).work("films"):
    print(len(task.media())); task.answer(Task.whole("4"))
`)
  expect([
    answered.stderr,
    answered.stdout
      .trim()
      .split("\n")
      .map(Number)
      .sort((a, b) => a - b)[0],
  ]).toEqual(["", 16])
  const zip = join(folder, "films.zip")
  await expect
    .poll(() => python(`print(films.progress()["counts"]["settled"])`).stdout, { timeout: 15_000 })
    .toBe("2\n")
  expect(python(`films.export("jsonl", ${JSON.stringify(zip)})`).stderr).toBe("")
  const names = linesIn(zip).match(/"(clip\.mp4|note\.md)"/g)
  expect([...new Set(names)].sort()).toEqual(['"clip.mp4"', '"note.md"'])
})
