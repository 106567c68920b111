import { createHash } from "node:crypto"
import type { Deps } from "@justesse/api/core"
import { noteDamaged, noteSound } from "@justesse/api/core/damaged"
import { JustesseError } from "@justesse/types"

/** Whoever was checked is believed this long: a disk forgets slowly, and hashing costs some milliseconds a megabyte. */
const BELIEVED_MS = 3_600_000
/** What was found damaged is looked at again after this: it may have been put right. */
const DAMAGED_MS = 10_000
const MOST = 50_000
/** Up to this many bytes a picture is checked before its first byte goes out; a larger one while it goes. */
const WHOLE_BYTES = 16 * 1_048_576

type Serving = Pick<Deps, "blobs" | "storage" | "nowMs" | "log">

interface Known {
  readonly isSound: boolean
  readonly untilMs: number
}

/**
 * Blobs as they are served: each is compared with its hash once an hour, on the first request for it. A damaged or missing one
 * is a typed failure, and the log and the operator's page are told. Of a picture too large to wait for, the last piece is held
 * back until the hash is known, and what does not match breaks off.
 */
export function soundBlobs(deps: Serving) {
  const known = new Map<string, Known>()
  const checking = new Set<string>()

  function remember(sha256: string, isSound: boolean): void {
    if (known.size >= MOST) known.clear()
    known.set(sha256, { isSound, untilMs: deps.nowMs() + (isSound ? BELIEVED_MS : DAMAGED_MS) })
    if (isSound) noteSound(deps.storage, sha256)
  }

  function refuse(sha256: string, why: "damaged" | "missing"): JustesseError {
    remember(sha256, false)
    if (noteDamaged(deps.storage, sha256)) deps.log("error", `picture ${why}`, { blob: sha256 })
    return new JustesseError("file_unreadable", { why })
  }

  async function opened(sha256: string, range?: { start: number; end: number }): Promise<AsyncIterable<Uint8Array>> {
    try {
      return await deps.blobs.open(sha256, range)
    } catch (error) {
      if (error instanceof JustesseError && error.code === "not_found") throw refuse(sha256, "missing")
      throw error
    }
  }

  /** Compares a blob with its hash while parts of it are served: nobody waits for hours of sound to be read. */
  async function check(sha256: string): Promise<void> {
    const hash = createHash("sha256")
    for await (const chunk of await opened(sha256)) hash.update(chunk)
    if (hash.digest("hex") !== sha256) throw refuse(sha256, "damaged")
    remember(sha256, true)
  }

  return {
    /**
     * Bytes of a blob from `start` to `end`, both in it. The first who asks has the whole of it compared with its hash meanwhile; once
     * it is known to be damaged, nobody is given any of it.
     *
     * @throws JustesseError file_unreadable (detail.why: damaged | missing | changed)
     */
    async openPart(sha256: string, range: { start: number; end: number }): Promise<AsyncIterable<Uint8Array>> {
      const before = known.get(sha256)
      const isKnown = before !== undefined && before.untilMs > deps.nowMs()
      if (isKnown && !before.isSound) throw new JustesseError("file_unreadable", { why: "damaged" })
      if (!isKnown && !checking.has(sha256)) {
        checking.add(sha256)
        void check(sha256)
          // Told by `refuse`, to the log and to whoever asks next.
          .catch(() => undefined)
          .finally(() => checking.delete(sha256))
      }
      return opened(sha256, range)
    },
    /**
     * Up to {@link WHOLE_BYTES} in one piece, the first time and later alike: a difference on the wire would tell who of two
     * people came first to a picture, and with overlap 1 that a picture is gold.
     *
     * @throws JustesseError file_unreadable (detail.why: damaged | missing | changed)
     */
    async open(sha256: string): Promise<AsyncIterable<Uint8Array> | Buffer> {
      const before = known.get(sha256)
      const isKnown = before !== undefined && before.untilMs > deps.nowMs()
      if (isKnown && !before.isSound) throw new JustesseError("file_unreadable", { why: "damaged" })
      const body = (await opened(sha256))[Symbol.asyncIterator]()
      const hash = isKnown ? null : createHash("sha256")
      const finish = () => {
        if (hash === null) return
        if (hash.digest("hex") !== sha256) throw refuse(sha256, "damaged")
        remember(sha256, true)
      }
      const chunks: Uint8Array[] = []
      let bytes = 0
      while (bytes <= WHOLE_BYTES) {
        const { value, done } = await body.next()
        if (done) {
          finish()
          return Buffer.concat(chunks)
        }
        hash?.update(value)
        bytes += value.length
        chunks.push(value)
      }
      return heldBack(chunks, body, (chunk) => void hash?.update(chunk), finish)
    },
  }
}

/** Everything but the last piece as it comes; the last one when `settle` lets it go. */
async function* heldBack(
  first: readonly Uint8Array[],
  rest: AsyncIterator<Uint8Array>,
  see: (chunk: Uint8Array) => void,
  finish: () => void,
): AsyncGenerator<Uint8Array> {
  let last: Uint8Array | undefined
  try {
    for (const chunk of first) {
      if (last) yield last
      last = chunk
    }
    for (let next = await rest.next(); !next.done; next = await rest.next()) {
      see(next.value)
      if (last) yield last
      last = next.value
    }
    finish()
    if (last) yield last
  } finally {
    await rest.return?.()
  }
}
