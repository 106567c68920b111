import type { AnnotationBody, Region, Size } from "@justesse/types"
import type { DatasetRecord } from "@justesse/types/dataset"
import type { JsonObject } from "../../io/jsonParse.ts"
import { regionResults } from "../out.ts"
import { type MlProject, mediaOf, mlConfig } from "./request.ts"

/** An answer that a model is told of, so that it may learn. Who gave it is said to nobody. */
interface MlLearnt {
  readonly taskId: number
  readonly media: string
  readonly size: Size
  readonly body: AnnotationBody
}

/** What the protocol calls a project in its events: its number and labels; names of people and of the project are not in it. */
function projectOf(project: MlProject): JsonObject {
  return { id: project.uid, label_config: mlConfig(project) }
}

/** `POST /webhook` with an answer, as in https://labelstud.io/guide/webhook_reference (Annotation Created). */
export function learntEvent(project: MlProject, { taskId, media, size, body }: MlLearnt): JsonObject {
  const result = resultsOf(project, body, size)
  return {
    action: "ANNOTATION_CREATED",
    project: projectOf(project),
    task: { id: taskId, data: { [mediaOf(project)]: media } },
    annotation: { task: taskId, project: project.uid, was_cancelled: false, ground_truth: false, result },
  }
}

/** `POST /webhook` that asks a model to learn from what it was told, as in https://labelstud.io/guide/ml (Train a model). */
export function trainingEvent(project: MlProject): JsonObject {
  return { action: "START_TRAINING", project: projectOf(project) }
}

function resultsOf(project: MlProject, body: AnnotationBody, size: Size): JsonObject[] {
  const names = new Map<string, string>(project.ontology.labels.map(({ id, name }) => [id, name.en]))
  if (project.parts === "placed") {
    const record: DatasetRecord = { name: "", size, sha256: null, body }
    return regionResults(record, names)
  }
  const own = body.regions.filter(({ label }) => names.has(label))
  if (project.parts === "span") return own.flatMap((region) => spanResults(region, names))
  const choices = own.map(({ label }) => names.get(label) ?? "")
  return choices.length === 0
    ? []
    : [{ id: "choice", from_name: "choice", to_name: "image", type: "choices", value: { choices } }]
}

function spanResults({ id, label, geometry, transcript }: Region, names: ReadonlyMap<string, string>): JsonObject[] {
  if (geometry.type !== "span") return []
  const common = { id, to_name: "audio" }
  const at = { start: geometry.startMs / 1_000, end: geometry.endMs / 1_000 }
  const labels = [names.get(label) ?? ""]
  const said = { ...common, from_name: "label", type: "labels", value: { ...at, labels } }
  if (!transcript) return [said]
  const text = { ...common, from_name: "transcription", type: "textarea", value: { ...at, text: [transcript.value] } }
  return [said, text]
}
