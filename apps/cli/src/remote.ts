import { ErrorCode, JustesseError } from "@justesse/types"
import { formatGroupHead, UploadGroupDone } from "@justesse/types/wire/uploads"
import { z } from "zod"
import type { RunningServer } from "./studioPath.ts"

const Answer = z.object({ result: z.object({ data: z.unknown() }) })
const Failure = z.object({
  error: z.object({
    message: z.string(),
    data: z.object({
      failure: z
        .object({ code: ErrorCode, detail: z.record(z.string(), z.union([z.string(), z.number()])) })
        .nullable(),
    }),
  }),
})

/** A refusal outside of calls: uploads, downloads and the public API. */
const Refusal = z.object({ code: ErrorCode, detail: z.record(z.string(), z.union([z.string(), z.number()])) })

function failed(text: string): Error {
  const failure = Failure.safeParse(parsed(text))
  const refusal = Refusal.safeParse(parsed(text))
  const known = failure.success ? failure.data.error.data.failure : refusal.data
  return known ? new JustesseError(known.code, known.detail) : new Error(text.slice(0, 300))
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

/** Calls a procedure of the running server with its owner token; typed failures come back as they were thrown. */
export function remote(server: RunningServer) {
  const headers = { authorization: `Bearer ${server.token}`, "content-type": "application/json" }
  async function read<T extends z.ZodType>(answer: Response, output: T): Promise<z.output<T>> {
    const text = await answer.text()
    const result = Answer.safeParse(parsed(text))
    if (!answer.ok || !result.success) throw failed(text)
    return output.parse(result.data.result.data)
  }
  return {
    async mutate<T extends z.ZodType>(path: string, input: unknown, output: T): Promise<z.output<T>> {
      return read(
        await fetch(`${server.address}/trpc/${path}`, { method: "POST", headers, body: JSON.stringify(input) }),
        output,
      )
    },
    async query<T extends z.ZodType>(path: string, input: unknown, output: T): Promise<z.output<T>> {
      const query = encodeURIComponent(JSON.stringify(input))
      return read(await fetch(`${server.address}/trpc/${path}?input=${query}`, { headers }), output)
    },
    async upload(project: string, batch: string, name: string, body: AsyncIterable<Uint8Array>): Promise<void> {
      const url = `${server.address}/upload/${project}/${batch}?name=${encodeURIComponent(name)}`
      const request: RequestInit & { duplex: "half" } = {
        method: "PUT",
        headers: { authorization: headers.authorization, "content-type": "application/octet-stream" },
        body: ReadableStream.from(body),
        duplex: "half",
      }
      const answer = await fetch(url, request)
      if (!answer.ok) throw failed(await answer.text())
    },
    /** Sends small files together. @throws JustesseError what one of them was refused with */
    async uploadGroup(
      project: string,
      batch: string,
      files: readonly { readonly name: string; readonly body: Uint8Array }[],
    ): Promise<void> {
      const head = formatGroupHead(files.map(({ name, body }) => ({ name, sizeBytes: body.length })))
      const answer = await fetch(`${server.address}/upload/${project}/${batch}/group`, {
        method: "PUT",
        headers: { authorization: headers.authorization, "content-type": "application/octet-stream" },
        body: Buffer.concat([Buffer.from(head), ...files.map(({ body }) => body)]),
      })
      const text = await answer.text()
      if (!answer.ok) throw failed(text)
      const first = UploadGroupDone.parse(parsed(text)).failures.find((failure) => failure !== null)
      if (first) throw failed(JSON.stringify(first))
    },
    /** Asks the public API; `path` is below `/api/v1`. */
    async rest<T extends z.ZodType>(
      method: "GET" | "POST",
      path: string,
      output: T,
      body?: unknown,
    ): Promise<z.output<T>> {
      const init = body === undefined ? {} : { body: JSON.stringify(body) }
      const answer = await fetch(`${server.address}/api/v1${path}`, { method, headers, ...init })
      const text = await answer.text()
      if (!answer.ok) throw failed(text)
      return output.parse(parsed(text))
    },
    async download(path: string): Promise<AsyncIterable<Uint8Array>> {
      const answer = await fetch(`${server.address}${path}`, { headers })
      if (!answer.ok || !answer.body) throw failed(await answer.text())
      // Node's streams of the web can be iterated; the DOM's type does not say so.
      return answer.body as unknown as AsyncIterable<Uint8Array>
    },
  }
}
