import { type Label, labelColor, type Ontology, type ShapeName } from "@justesse/types"
import { isXmlText, xmlAttribute } from "../../xml/write.ts"
import { configText } from "../config.ts"

/**
 * What a server of the Label Studio machine-learning protocol is told: `POST /setup` with the labelling configuration of the project,
 * `POST /predict` with tasks. As the protocol's own documentation and server have it: https://labelstud.io/guide/ml_create and
 * https://github.com/HumanSignal/label-studio-ml-backend (`label_studio_ml/api.py`, `label_studio/ml/api_connector.py`).
 */

/** What of a project a model is told: what answers consist of, its labels, and what may be drawn. No name of a person. */
export interface MlProject {
  /** Whatever tells the project from others on the same server; it never changes. */
  readonly uid: string
  readonly ontology: Ontology
  readonly parts: "placed" | "whole" | "span"
  readonly drawn: readonly ShapeName[]
}

/** The key of a task's `data` under which its asset is found. */
type MlMedia = "image" | "audio"

/** The control of a configuration that asks which label holds for the whole asset. */
const CHOICE = "choice"

/** What kind of asset the tasks of a project have. */
export function mediaOf({ parts }: Pick<MlProject, "parts">): MlMedia {
  return parts === "span" ? "audio" : "image"
}

/** The labelling configuration of a project: which labels there are, and as what an answer is wanted. */
export function mlConfig({ ontology, parts, drawn }: MlProject): string {
  const labels = ontology.labels.filter((label) => !label.retired)
  if (parts === "whole") return choicesText(labels, ontology.answers?.several === true)
  const text = configText(labels, {
    polygons: drawn.includes("polygon") || drawn.includes("quad"),
    texts: parts === "span" || labels.some(({ hasText }) => hasText),
    sound: parts === "span",
    choices: new Map(),
    numbers: new Set(),
    ...{ asked: "", marks: true },
  })
  return text
}

function choicesText(labels: readonly Label[], several: boolean): string {
  const inside = labels
    .filter(({ name }) => isXmlText(name.en))
    .map(
      ({ name, color }, at) =>
        `    <Choice${xmlAttribute("value", name.en)}${xmlAttribute("background", color ?? labelColor(at))}/>\n`,
    )
  const choice = several ? "multiple" : "single"
  return `<View>\n  <Image name="image" value="$image"/>\n  <Choices name="${CHOICE}" toName="image" choice="${choice}">\n${inside.join("")}  </Choices>\n</View>\n`
}

/** The body of `/setup`: the labelling configuration, and where this studio is; no key of anybody. */
export function setupRequest(project: MlProject, hostname: string): Record<string, unknown> {
  return { project: project.uid, schema: mlConfig(project), hostname, access_token: "" }
}

/** What `/predict` is sent for one task: its number and where its asset is, as an address or as the bytes themselves (`data:`). */
export function predictRequest(project: MlProject, task: { readonly id: number; readonly media: string }) {
  return {
    tasks: [{ id: task.id, data: { [mediaOf(project)]: task.media } }],
    project: project.uid,
    label_config: mlConfig(project),
    params: { login: null, password: null, context: null },
  }
}
