import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { dirname, join } from "node:path"
import { fileURLToPath, pathToFileURL } from "node:url"

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))))

export interface Studio {
  readonly address: string
  readonly setupToken: string
  stop(): Promise<void>
}

interface Served {
  readonly address: string
  readonly setupLink: string | null
  stop(): Promise<void>
}

/** A real studio from the built bundle, in this process, on an empty folder and a free port. */
export async function startStudio(databaseUrl: string | null = null): Promise<Studio> {
  const folder = mkdtempSync(join(tmpdir(), "justesse-http-"))
  const server = (await import(pathToFileURL(join(root, "apps/server/dist/main.js")).href)) as {
    start(options: Record<string, unknown>): Promise<Served>
  }
  const log = (level: string, what: string, detail: unknown) => level === "error" && console.error(what, detail)
  const running = await server.start({
    dataDir: folder,
    host: "127.0.0.1",
    port: 0,
    studioDir: null,
    databaseUrl,
    publicUrl: null,
    tls: null,
    demo: false,
    log,
  })
  return {
    address: running.address,
    setupToken: running.setupLink?.split("#")[1] ?? "",
    async stop() {
      await running.stop()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

/** A refused call, with the status and what the server said. */
export class Refused extends Error {
  readonly status: number
  readonly failure: { code: string; detail: Record<string, unknown> } | null
  readonly text: string
  constructor(path: string, status: number, text: string) {
    super(`${path} answered ${status}: ${text.slice(0, 300)}`)
    this.status = status
    this.text = text
    const parsed: { error?: { data?: { failure?: Refused["failure"] } } } = text.startsWith("{") ? JSON.parse(text) : {}
    this.failure = parsed.error?.data?.failure ?? null
  }
}

/** Somebody with a cookie jar who speaks plain HTTP to a studio. */
export function visitor(studio: Pick<Studio, "address">) {
  const jar = new Map<string, string>()
  const cookie = () => [...jar].map(([name, value]) => `${name}=${value}`).join("; ")
  const keep = (answer: Response) => {
    for (const line of answer.headers.getSetCookie()) {
      const [pair = ""] = line.split(";")
      const at = pair.indexOf("=")
      jar.set(pair.slice(0, at), pair.slice(at + 1))
    }
  }
  async function send<T>(path: string, url: string, init: RequestInit): Promise<T> {
    const answer = await fetch(`${studio.address}${url}`, {
      ...init,
      headers: { "content-type": "application/json", cookie: cookie(), ...init.headers },
    })
    keep(answer)
    const text = await answer.text()
    if (!answer.ok) throw new Refused(path, answer.status, text)
    return JSON.parse(text).result.data
  }
  return {
    call: <T = unknown>(path: string, input: unknown) =>
      send<T>(path, `/trpc/${path}`, { method: "POST", body: JSON.stringify(input) }),
    query: <T = unknown>(path: string, input: unknown) =>
      send<T>(path, `/trpc/${path}?input=${encodeURIComponent(JSON.stringify(input))}`, { method: "GET" }),
    /** Posts a text and answers what comes back, whatever its status. */
    async raw(url: string, body: string): Promise<string> {
      const headers = { "content-type": "application/json", cookie: cookie() }
      return (await fetch(`${studio.address}${url}`, { method: "POST", body, headers })).text()
    },
    async upload(project: string, batch: string, name: string, body: Uint8Array): Promise<void> {
      const url = `${studio.address}/upload/${project}/${batch}?name=${encodeURIComponent(name)}`
      const answer = await fetch(url, {
        method: "PUT",
        body: new Uint8Array(body),
        headers: { cookie: cookie(), "content-type": "application/octet-stream" },
      })
      if (!answer.ok) throw new Refused("upload", answer.status, await answer.text())
    },
    async bytes(url: string): Promise<Uint8Array> {
      const answer = await fetch(`${studio.address}${url}`, { headers: { cookie: cookie() } })
      if (!answer.ok) throw new Refused(url, answer.status, await answer.text())
      return new Uint8Array(await answer.arrayBuffer())
    },
    /** Asks again until `done` says yes, at most a minute. */
    async until(done: () => Promise<boolean>): Promise<void> {
      const end = Date.now() + 60_000
      while (!(await done())) {
        if (Date.now() > end) throw new Error("waited a minute in vain")
        await new Promise((go) => setTimeout(go, 100))
      }
    },
  }
}
export type Visitor = ReturnType<typeof visitor>

/** The first operator, set up by the one-time link. */
export async function signUp(studio: Studio, name: string): Promise<Visitor> {
  const person = visitor(studio)
  const preferences = { language: "en", theme: "system", keyHints: true, mirrored: false }
  await person.call("setup.finish", {
    token: studio.setupToken,
    name,
    email: `${name}@example.org`,
    password: "a long password",
    preferences,
    reach: "computer",
    publicUrl: null,
    sample: false,
  })
  return person
}
