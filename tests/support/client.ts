import type { Server } from "./serverProcess.ts"

/** An answer of the server, as it stands on the wire. */
export interface Answer {
  readonly status: number
  readonly text: string
}

/** What a call was refused with. */
export class Refused extends Error {
  readonly code: string
  readonly status: number
  constructor(path: string, { status, text }: Answer) {
    super(`${path}: ${status} ${text.slice(0, 400)}`)
    this.status = status
    this.code = codeIn(text)
  }
}

/** The typed code of a refusal, in tRPC's envelope or alone. */
export function codeIn(text: string): string {
  return /"code":"([a-z_]+)"/.exec(text)?.[1] ?? ""
}

/** Somebody who talks to the server without a browser: keeps cookies, or shows a token. */
export class Client {
  readonly origin: string
  #cookies = new Map<string, string>()
  #token: string | null

  constructor(origin: string, token: string | null = null) {
    this.origin = origin
    this.#token = token
  }

  /** The same person, with the same cookies, at another address: a server that was started anew. */
  on(origin: string): Client {
    const same = new Client(origin, this.#token)
    same.#cookies = new Map(this.#cookies)
    return same
  }

  /** The cookies as the browser would send them. */
  get cookie(): string {
    return [...this.#cookies].map(([name, value]) => `${name}=${value}`).join("; ")
  }

  async request(path: string, init: RequestInit = {}): Promise<Response> {
    const headers = new Headers(init.headers)
    if (this.#token !== null) headers.set("authorization", `Bearer ${this.#token}`)
    else headers.set("cookie", this.cookie)
    const response = await fetch(new URL(path, this.origin), { ...init, headers, redirect: "manual" })
    for (const line of response.headers.getSetCookie()) {
      const [, name, value] = /^([^=]+)=([^;]*)/.exec(line) ?? []
      if (name !== undefined && value !== undefined) this.#cookies.set(name, value)
    }
    return response
  }

  async send(path: string, input: unknown): Promise<Answer> {
    const response = await this.request(`/trpc/${path}`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(input),
    })
    return { status: response.status, text: await response.text() }
  }

  /** A mutation. The caller says what comes back: only the test knows which procedure it called. */
  async act<T>(path: string, input: unknown): Promise<T> {
    return dataOf<T>(path, await this.send(path, input))
  }

  /** A query. */
  async ask<T>(path: string, input: unknown): Promise<T> {
    const response = await this.request(`/trpc/${path}?input=${encodeURIComponent(JSON.stringify(input))}`)
    return dataOf<T>(path, { status: response.status, text: await response.text() })
  }

  async upload(project: string, batch: string, name: string, body: Uint8Array | string): Promise<Answer> {
    const bytes = typeof body === "string" ? new TextEncoder().encode(body) : new Uint8Array(body)
    const path = `/upload/${project}/${batch}?name=${encodeURIComponent(name)}`
    const response = await this.request(path, { method: "PUT", body: bytes })
    return { status: response.status, text: await response.text() }
  }
}

function dataOf<T>(path: string, answer: Answer): T {
  if (answer.status !== 200) throw new Refused(path, answer)
  const parsed: { result: { data: T } } = JSON.parse(answer.text)
  return parsed.result.data
}

/** A sample person who came in by the printed link. */
export async function enterAs(server: Server, name: string): Promise<Client> {
  // Its folder goes with the tests of a file; benches, which have no such file, use the rest of this one.
  const { linkOf } = await import("./server.ts")
  const client = new Client(server.origin)
  await client.act("account.enter", { token: new URL(await linkOf(server, name)).hash.slice(1) })
  return client
}
