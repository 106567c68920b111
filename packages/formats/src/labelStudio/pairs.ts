import type { PairVerdict } from "@justesse/types"
import type { Compared, DatasetRecord } from "@justesse/types/dataset"
import { isObject, type JsonObject, type JsonValue, member } from "../io/jsonParse.ts"
import { isPictureName } from "../io/pictures.ts"
import { isRecordingName } from "../timed/index.ts"
import { dataOfName, nameOfData } from "./name.ts"

type Pair = Compared["pairs"][number]
type Answer = Pair["answers"][number]

/** The control that holds which of two is better, and those for what it cannot hold: that none is, and by how much. */
const PAIR = "pair"
const OTHERWISE = "otherwise"
const MUCH = "much"
const SIDES = { first: "left", second: "right" } as const
const OTHERS = { none: "no difference", neither: "neither will do" } as const
const MOST_MUCH = 3

/** Whether a record has pairs, which are tasks of their own. */
export function hasPairs({ compared }: DatasetRecord): boolean {
  return compared !== undefined && compared.pairs.length > 0
}

/** A labelling configuration for comparisons of two: the first stands left, whatever people saw. */
export function pairConfig(isSound: boolean): string {
  const object = isSound ? "Audio" : "Image"
  const choices = Object.values(OTHERS).map((value) => `    <Choice value="${value}"/>\n`)
  return [
    "<View>\n",
    `  <Pairwise name="${PAIR}" toName="left,right"/>\n`,
    ...["left", "right"].map((side) => `  <${object} name="${side}" value="$${side}"/>\n`),
    `  <Choices name="${OTHERWISE}" toName="left" choice="single">\n${choices.join("")}  </Choices>\n`,
    `  <Rating name="${MUCH}" toName="left" maxRating="${MOST_MUCH}"/>\n`,
    "</View>\n",
  ].join("")
}

/** A task for each pair, in which every person's answer is an annotation; who said what, and what stood left there, is in its `meta`. */
export function pairTasks({ name, compared }: DatasetRecord): JsonObject[] {
  return (compared?.pairs ?? []).map(({ with: second, verdict, much, answers }) => ({
    data: { left: dataOfName(name), right: dataOfName(second) },
    meta: {
      ...{ final: verdict, ...(much !== undefined && { much }) },
      answers: answers.map(({ person, left }) => ({ person, left })),
    },
    annotations: answers.map((answer) => ({ was_cancelled: false, result: resultsOf(answer) })),
    predictions: [],
  }))
}

function resultsOf({ verdict, much }: Answer): JsonObject[] {
  const said = { origin: "manual", to_name: "left" }
  const how =
    much === undefined ? [] : [{ ...said, id: "much", from_name: MUCH, type: "rating", value: { rating: much } }]
  return [verdictResult(verdict, said), ...how]
}

function verdictResult(verdict: PairVerdict, said: JsonObject): JsonObject {
  if (verdict === "first" || verdict === "second")
    return { ...said, id: "pair", from_name: PAIR, type: "pairwise", value: { selected: SIDES[verdict] } }
  return { ...said, id: "pair", from_name: OTHERWISE, type: "choices", value: { choices: [OTHERS[verdict]] } }
}

/**
 * The two assets that a task puts beside each other, by their names: what its data calls left and right, else the only two of its data
 * that are pictures or recordings. Null where these are not two.
 */
export function pairOfTask(task: JsonValue | undefined): readonly [first: string, second: string] | null {
  const data = isObject(task) ? member(task, "data") : undefined
  if (!isObject(data)) return null
  const nameAt = (key: string) => {
    const value = member(data, key)
    return typeof value === "string" ? (nameOfData(value)?.name ?? null) : null
  }
  const [left, right] = [nameAt("left"), nameAt("right")]
  if (left !== null && right !== null) return [left, right]
  const media = Object.keys(data)
    .flatMap((key) => nameAt(key) ?? [])
    .filter((name) => isPictureName(name) || isRecordingName(name))
  const [first, second, ...more] = media
  return first !== undefined && second !== undefined && more.length === 0 ? [first, second] : null
}
