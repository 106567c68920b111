import { WRITTEN } from "@justesse/formats/exportOrder/index"
import { findRotation } from "@justesse/formats/regions/rotated"
import type { DatasetRecord } from "@justesse/types/dataset"
import type { FoundLosses } from "../core/background.ts"
import type { Deps } from "../core/deps.ts"
import { exportRecords } from "../versions/records.ts"
import { exportNumbers } from "./numbers.ts"

/** Most regions drawn over the picture that shows what is lost. */
const MOST_SHOWN = 60

/** What each format that is written would lose or change of a version: one drawing of its records serves them all. */
export async function lossesOfAll(
  deps: Pick<Deps, "storage">,
  projectId: number,
  version: number,
): Promise<FoundLosses> {
  const numbers = await exportNumbers(deps, projectId)
  const records = () => exportRecords(deps, projectId, version, numbers.tell)
  let rotated: FoundLosses["rotated"] = null
  const watched = async function* () {
    for await (const record of records()) {
      const regions = record.body?.regions ?? []
      if (rotated === null && regions.some((region) => findRotation(region) !== null))
        rotated = { name: record.name, regions: regions.slice(0, MOST_SHOWN) }
      yield record
    }
  }
  const shared = new SharedReading(watched(), WRITTEN.length)
  const found = await Promise.all(
    WRITTEN.map(async ({ format, writer }) => {
      let isFirst = true
      // Whoever draws a second time gets a drawing of its own.
      const source = () => {
        if (!isFirst) return records()
        isFirst = false
        return shared.reader()
      }
      const lines = await writer.losses(source, { numbers }).finally(() => isFirst && shared.leave())
      return [format, lines] as const
    }),
  )
  return { byFormat: Object.fromEntries(found), rotated }
}

/** One stream drawn by several readers in step: the next record comes when all of them ask for it. */
class SharedReading {
  readonly #source: AsyncIterator<DatasetRecord>
  #readers: number
  #asking: ((result: IteratorResult<DatasetRecord>) => void)[] = []
  #failing: ((error: unknown) => void)[] = []

  constructor(source: AsyncIterable<DatasetRecord>, readers: number) {
    this.#source = source[Symbol.asyncIterator]()
    this.#readers = readers
  }

  async *reader(): AsyncGenerator<DatasetRecord> {
    try {
      for (;;) {
        const { value, done } = await this.#ask()
        if (done) return
        yield value
      }
    } finally {
      this.leave()
    }
  }

  /** One reader fewer to wait for. */
  leave(): void {
    this.#readers--
    this.#read()
  }

  #ask(): Promise<IteratorResult<DatasetRecord>> {
    return new Promise((resolve, reject) => {
      this.#asking.push(resolve)
      this.#failing.push(reject)
      this.#read()
    })
  }

  #read(): void {
    if (this.#asking.length === 0 || this.#asking.length < this.#readers) return
    const asking = this.#asking
    const failing = this.#failing
    this.#asking = []
    this.#failing = []
    this.#source.next().then(
      (result) => {
        for (const answer of asking) answer(result)
      },
      (error: unknown) => {
        for (const refuse of failing) refuse(error)
      },
    )
  }
}
