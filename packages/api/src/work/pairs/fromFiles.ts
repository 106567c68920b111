import { listComparable } from "@justesse/db/work/pairs"
import { type FinalPair, readFinalPairs } from "@justesse/formats/pairList/final"
import { reportLine } from "@justesse/formats/report/lines"
import { type AnnotationBody, HOW_MUCH, LabelId, RegionId, WHOLE } from "@justesse/types"
import { storeFinal } from "../../imports/finalTasks.ts"
import type { Storing } from "../../imports/ingesting.ts"
import { addAbouts } from "../addAbouts.ts"
import { wantedOf } from "./make.ts"

/** Pairs whose tasks are made together. */
const TOGETHER = 500

/**
 * Makes a task of each pair that files of comparisons name, once their assets are in. Where final answers come in, what came out of a
 * pair is its answer: who said it stays in the files.
 */
export async function storePairs(storing: Storing, format: string): Promise<void> {
  const { deps, project, opened, counts, findings } = storing
  const { assets } = await listComparable(deps.storage.db, project.id)
  const byName = new Map(assets.map((asset) => [asset.name, asset]))
  let people = 0
  let some: FinalPair[] = []
  const store = async () => {
    const wanted = some.flatMap((pair) => {
      const { first, second, verdict, file, line } = pair
      const unknown = [first, second].filter((name) => !byName.has(name))
      for (const found of unknown) findings.add([reportLine("lost", "picture_unknown", { file, line, found })])
      const [made] = unknown.length > 0 ? [] : wantedOf(byName.get(first), byName.get(second))
      return made ? [{ ...made, said: verdict === undefined ? null : answerOf(pair) }] : []
    })
    some = []
    counts.regions += wanted.length
    await deps.storage.locks.exclusive(`pairs ${project.id}`, () => addAbouts(deps, project, wanted))
    if (storing.as === "settled")
      await storeFinal(
        storing,
        wanted.flatMap(({ origin, said }) => (said ? [{ origin, body: said }] : [])),
      )
  }
  for await (const event of readFinalPairs(opened.files, format)) {
    if ("code" in event) findings.add([event])
    else {
      people += event.people
      if (some.push(event) === TOGETHER) await store()
    }
  }
  await store()
  if (people > 0)
    findings.add([
      reportLine("changed", "answers_as_final", { file: storing.opened.entries[0]?.name ?? "", count: people }),
    ])
}

function answerOf({ verdict, much }: FinalPair): AnnotationBody {
  const said = {
    ...{ id: RegionId.parse("compared"), geometry: WHOLE, label: LabelId.parse(verdict) },
    ...(much !== undefined && { attributes: { [HOW_MUCH]: String(much) } }),
  }
  return { regions: [said], nothingHere: false }
}
