import type { ImportPreview, ImportRow, LabelMapping } from "@justesse/types/wire/imports"
import type { CSSProperties } from "react"
import { useT } from "../../i18n/useT.ts"
import { Icon } from "../../theme/Icon.tsx"
import measures from "../../theme/measures.module.css"
import { useFormatName } from "./names.ts"
import css from "./page.module.css"

interface Step {
  readonly name: string
  readonly text: string
  readonly state: "done" | "need" | "bad" | "ahead"
}

interface Props {
  readonly row: ImportRow
  readonly preview: ImportPreview | null
  /** What is chosen so far, while it waits. */
  readonly mapping?: LabelMapping
  readonly as?: ImportRow["as"]
}

/** The way of an import: recognised, labels, what they are, matched, run. */
export function ImportSteps({ row, preview, mapping, as }: Props) {
  const t = useT("imports")
  const formatName = useFormatName()
  const waits = row.state === "waiting" || row.state === "looking"
  const over = !waits && row.state !== "running"
  const broken = row.state === "failed"
  const isBack = row.state === "undone"
  const twice = row.twice > 0 ? [t("twice", { count: row.twice })] : []
  const left = row.leftOut > 0 ? [t("leftOut", { count: row.leftOut })] : []
  const unmatched = row.unmatched > 0 ? [t("unmatched", { count: row.unmatched })] : []
  const looking = row.state === "looking"
  if (isUnread(row)) return null
  const nothing = preview !== null && waits && isEmpty(preview)
  const recognised = nothing
    ? t("step.nothing")
    : preview
      ? foundText(t, preview)
      : looking || row.format !== ""
        ? formatName(row.format)
        : t("step.picturesOnly")
  const steps: readonly Step[] = [
    { name: t("step.recognised"), text: recognised, state: looking ? "ahead" : nothing ? "need" : "done" },
    ...(preview && preview.labels.length > 0
      ? [{ name: t("step.labels"), text: mappedText(t, mapping ?? preview.labels), state: "done" as const }]
      : []),
    {
      name: t("step.what"),
      text: looking ? "" : waits && !as ? t("step.waits") : t(`step.as.${as ?? row.as}`),
      state: waits && !as ? "ahead" : "done",
    },
    ...(preview?.rows || row.as === "rows"
      ? []
      : [
          {
            name: t("step.matched"),
            text: looking ? "" : [...twice, ...unmatched, ...left].join(", ") || t("step.allMatched"),
            state:
              row.leftOut > 0 || row.unmatched > 0
                ? ("need" as const)
                : looking
                  ? ("ahead" as const)
                  : ("done" as const),
          },
        ]),
    {
      name: t(waits ? "step.runAhead" : "step.run"),
      text: waits ? t("step.waits") : isBack ? t("step.takenBack") : broughtText(t, row),
      state: isBack ? "ahead" : broken ? "bad" : over ? "done" : "ahead",
    },
  ]
  const classes = { done: "done", need: "need-step", bad: "bad", ahead: "" }
  return (
    <ol className={css.steps} style={{ "--steps": steps.length } as CSSProperties}>
      {steps.map(({ name, text, state }) => (
        <li key={name} className={classes[state]}>
          <span className={`b inline ${measures.gap4} ${measures.oneLine} ${measures.atTop}`}>
            {state !== "ahead" && <Icon name={state === "done" ? "check" : "warning"} small />}
            {name}
          </span>
          <span className="dim sm">{text}</span>
        </li>
      ))}
    </ol>
  )
}

/** True when nothing of what was looked at can come in. */
export function isEmpty(preview: ImportPreview): boolean {
  if (preview.rows) return preview.rows.count - preview.twice <= 0
  return preview.format === "" || (newPictures(preview) === 0 && goodAnswers(preview) === 0)
}

/** Pictures that would be new here, as far as they were opened. */
export function newPictures({ pictures, twice, unreadable }: ImportPreview): number {
  return Math.max(0, pictures - twice - unreadable)
}

/** Answers whose picture is in the files or here, and can be read. */
export function goodAnswers({ answers, unmatched, unreadAnswers }: ImportPreview): number {
  return Math.max(0, answers - unmatched - unreadAnswers)
}

/** True for files that could not even be looked at. */
export function isUnread({ state, runAtMs, format }: ImportRow): boolean {
  return state === "failed" && runAtMs === null && format === ""
}

/** What came in, without what did not. */
export function broughtText(t: ReturnType<typeof useT>, row: ImportRow): string {
  if (row.as === "rows") return t(row.pictures > 0 ? "rows.brought" : "brought.nothing", { count: row.pictures })
  const pictures = t("brought.pictures", { count: row.pictures })
  const regions = t(row.set === null ? "brought.regions" : "brought.found", { count: row.regions })
  if (row.pictures > 0 && row.regions > 0) return t("brought.and", { first: pictures, second: regions })
  return row.pictures > 0 ? pictures : row.regions > 0 ? regions : t("brought.nothing")
}

/** How much was recognised: pictures, or the pictures that labels alone speak of. */
export function foundText(t: ReturnType<typeof useT>, preview: ImportPreview): string {
  if (preview.rows) return t("rows.brought", { count: preview.rows.count })
  if (preview.pictures > 0 && preview.answers === 0) return t("brought.pictures", { count: preview.pictures })
  const regions = t("boxes", { count: preview.regions })
  return preview.pictures === 0
    ? t("foundAlone", { count: preview.answers, regions })
    : t("found", { count: preview.pictures, regions })
}

/** The first of some names, and that there are more. */
function someOf(names: readonly string[]): string {
  return [...names.slice(0, 3), ...(names.length > 3 ? ["…"] : [])].join(", ")
}

function mappedText(t: ReturnType<typeof useT>, mapping: LabelMapping): string {
  const fresh = mapping.filter(({ choice }) => choice.to === "new").map(({ name }) => name)
  const out = mapping.filter(({ choice }) => choice.to === "out").length
  const existing = mapping.length - fresh.length - out
  return [
    ...(existing > 0 ? [t("mapped.existing", { count: existing })] : []),
    ...(fresh.length > 0 ? [t("mapped.new", { count: fresh.length, names: someOf(fresh) })] : []),
    ...(out > 0 ? [t("mapped.out", { count: out })] : []),
  ].join(", ")
}
