import type { IncomingMessage } from "node:http"
import type { FastifyInstance } from "fastify"

/** What a body must bring, and what is still read of one that was answered before it had ended. */
interface BodyPace {
  /** Each span of so many ms … */
  readonly spanMs: number
  /** … brings at least so many bytes, or the end. */
  readonly leastBytes: number
  /** A call (anything but an upload) has its whole body within so many ms. */
  readonly callMs: number
  /** After an early answer the rest is read for so many ms at most, so that the answer arrives, … */
  readonly lingerMs: number
  /** … and so many bytes. */
  readonly lingerBytes: number
}

/** An upload may take hours over a slow line (1 kB/s), and a stalled one goes on later where it was; a call has two minutes. */
const PACE: BodyPace = { spanMs: 30_000, leastBytes: 30_000, callMs: 120_000, lingerMs: 1_000, lingerBytes: 4_194_304 }

/** Node's own limit of the head of a request, and how often it looks. */
export const HEADS = { headersTimeout: 20_000, connectionsCheckingInterval: 5_000 } as const

const TOO_SLOW = "HTTP/1.1 408 Request Timeout\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"

interface Watched {
  readonly request: IncomingMessage
  readonly isUpload: boolean
  readonly sinceMs: number
  answered: boolean
  spanSinceMs: number
  bytes: number
}

/**
 * Ends connections whose request body does not come: one that is slower than the pace gets 408, and of one that was refused before
 * it had ended no more is read than the answer needs to arrive. A body that waits for this program to read it is not slow.
 */
export function endSlowBodies(app: FastifyInstance, isUpload: (url: string) => boolean, pace = PACE): void {
  const open = new Set<Watched>()
  app.addHook("onRequest", ({ raw: request, url, headers }, reply, done) => {
    done()
    if (headers["content-length"] === undefined && headers["transfer-encoding"] === undefined) return
    const nowMs = Date.now()
    const { bytesRead: bytes } = request.socket
    const one = { request, isUpload: isUpload(url), sinceMs: nowMs, answered: false, spanSinceMs: nowMs, bytes }
    open.add(one)
    reply.raw.once("finish", () => {
      one.answered = true
      if (!request.complete) linger(request, pace)
    })
    reply.raw.once("close", () => open.delete(one))
  })
  const check = () => {
    const nowMs = Date.now()
    for (const one of open) {
      if (one.request.complete) open.delete(one)
      else if (isTooSlow(one, nowMs, pace)) end(one)
    }
  }
  const often = setInterval(check, pace.spanMs / 6).unref()
  app.addHook("onClose", async () => clearInterval(often))
}

function isTooSlow(one: Watched, nowMs: number, pace: BodyPace): boolean {
  if (!one.isUpload && nowMs - one.sinceMs > pace.callMs) return true
  const { bytesRead } = one.request.socket
  // What lies here unread is ours to take, and keeps the sender from sending more.
  if (one.request.readableLength > 0 || bytesRead - one.bytes >= pace.leastBytes) {
    one.spanSinceMs = nowMs
    one.bytes = bytesRead
    return false
  }
  return nowMs - one.spanSinceMs > pace.spanMs
}

function end({ request, answered }: Watched): void {
  if (!answered) request.socket.write(TOO_SLOW)
  request.socket.destroySoon()
}

/** Reads on for a moment: a connection closed on unread bytes is reset, and the answer lost with it. */
function linger(request: IncomingMessage, pace: BodyPace): void {
  let left = pace.lingerBytes
  const close = () => request.socket.destroy()
  const timer = setTimeout(close, pace.lingerMs).unref()
  request.on("data", (chunk: Uint8Array) => {
    left -= chunk.length
    if (left < 0) close()
  })
  request.once("close", () => clearTimeout(timer))
}
