import { existsSync, rmSync, statSync } from "node:fs"
import { request } from "node:http"
import { join } from "node:path"
import { DEFAULT_PREFERENCES } from "@justesse/types"
import { serveFolder } from "../support/serverProcess.ts"

export const PASSWORD = "correct horse battery"
export const EMAIL = "guessed@example.org"
const OPERATOR = "operator@example.org"

/** A studio that is attacked over HTTP. Calls answer "done" or the code of the refusal. */
export interface Attacked {
  join(token: string, email: string, from?: string): Promise<string>
  signIn(email: string, password: string): Promise<string>
  reset(token: string, password: string): Promise<string>
  invite(operator: boolean): Promise<string>
  resetLink(email: string): Promise<string>
  operators(): Promise<number>
  /** Passwords that the server's process has hashed so far, counted outside of its own code. */
  hashes(): number
  stop(): Promise<void>
}

interface Answer {
  readonly text: string
  readonly cookies: readonly string[]
}

/** One call on a connection of its own, from an address of this machine. */
function call(origin: string, path: string, input: unknown, cookie = "", from = "127.0.0.1"): Promise<Answer> {
  const isQuery = input === null
  const url = new URL(isQuery ? `/trpc/${path}?input=%7B%7D` : `/trpc/${path}`, origin)
  return new Promise((resolve, reject) => {
    const sent = request(
      url,
      {
        method: isQuery ? "GET" : "POST",
        localAddress: from,
        agent: false,
        headers: { "content-type": "application/json", cookie },
      },
      (answer) => {
        let text = ""
        answer.on("data", (chunk: Buffer) => void (text += chunk))
        answer.on("end", () => resolve({ text, cookies: answer.headers["set-cookie"] ?? [] }))
      },
    )
    sent.on("error", reject)
    sent.end(isQuery ? undefined : JSON.stringify(input))
  })
}

const dataOf = <T>({ text }: Answer): T => {
  const parsed = JSON.parse(text)
  if (!parsed.result) throw new Error(text.slice(0, 300))
  return parsed.result.data
}
const toldOf = ({ text }: Answer) => {
  const parsed = JSON.parse(text)
  return parsed.result ? "done" : String(parsed.error?.data?.failure?.code ?? parsed.error?.message)
}
const cookieOf = ({ cookies }: Answer) => cookies.map((line) => line.split(";")[0]).join("; ")

/** Writes a byte for each password that Node hashes in the process that loads this. */
function counterOf(path: string): string {
  const script = `import { createHook } from "node:async_hooks"
import { appendFileSync } from "node:fs"
createHook({ init: (id, type) => { if (type === "SCRYPTREQUEST") appendFileSync(${JSON.stringify(path)}, ".") } }).enable()`
  return `data:text/javascript,${encodeURIComponent(script)}`
}

/** Starts a studio on a folder, set up when it is new, and signs its operator in. */
export async function attacked(folder: string, databaseUrl: string | null): Promise<Attacked> {
  const counted = join(folder, "hashes")
  rmSync(counted, { force: true })
  // The throw-away PostgreSQL of benches forgets in a power cut, which nothing here is about.
  const unsafe = databaseUrl === null ? {} : { ALLOW_UNSAFE_DURABILITY: "1" }
  const env = { NODE_OPTIONS: `--import ${counterOf(counted)}`, ...unsafe }
  const server = await serveFolder({ demo: false, dataDir: folder, ...(databaseUrl ? { databaseUrl } : {}), env })
  const { origin, setupLink } = server
  const who = { email: OPERATOR, password: PASSWORD }
  const setUp = {
    name: "Operator",
    preferences: DEFAULT_PREFERENCES,
    reach: "computer",
    publicUrl: null,
    sample: false,
  }
  const token = setupLink?.split("#")[1]
  const entered =
    token === undefined
      ? await call(origin, "account.signIn", who)
      : await call(origin, "setup.finish", { token, ...who, ...setUp })
  if (toldOf(entered) !== "done") throw new Error(`the operator cannot come in: ${entered.text}`)
  const cookie = cookieOf(entered)
  const people = async () =>
    dataOf<{ people: { person: number; email: string; operator: boolean }[] }>(
      await call(origin, "admin.people", null, cookie),
    ).people
  const tokenIn = ({ link }: { link: string }) => link.split("#")[1] ?? ""
  return {
    async join(link, email, from) {
      const account = { name: email, email, password: PASSWORD, preferences: DEFAULT_PREFERENCES }
      return toldOf(await call(origin, "account.joinAccept", { token: link, account }, "", from))
    },
    signIn: async (email, password) => toldOf(await call(origin, "account.signIn", { email, password })),
    reset: async (link, password) => toldOf(await call(origin, "account.resetFinish", { token: link, password })),
    invite: async (operator) =>
      tokenIn(dataOf(await call(origin, "admin.invite", { name: "x", email: null, operator }, cookie))),
    async resetLink(email) {
      const person = (await people()).find((one) => one.email === email)?.person
      return tokenIn(dataOf(await call(origin, "admin.resetLink", { person }, cookie)))
    },
    operators: async () => (await people()).filter((one) => one.operator).length,
    hashes: () => (existsSync(counted) ? statSync(counted).size : 0),
    stop: server.stop,
  }
}
