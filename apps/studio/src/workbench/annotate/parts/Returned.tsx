import { inLanguage, isPlaced } from "@justesse/types"
import { useEffect } from "react"
import { useLanguage, useT } from "../../../i18n/useT.ts"
import { drawAsked, showUnder } from "../../checks/drawAsked.ts"
import { clockText } from "../../media/player.ts"
import { NetLine } from "../../parts/NetLine.tsx"
import { useModel, useTask, useTaskContext } from "../ui.ts"

/** Why something is done again: what checkers found in an earlier answer. It is nobody's fault here, and nothing is held against anybody. */
export function Returned() {
  const t = useT("check")
  const about = useTask((task) => task.about)
  const language = useLanguage()
  const model = useModel()
  const { engine } = useTaskContext()
  useEffect(() => {
    if (about?.type !== "returned") return
    // Where it was: a broken line, since it is nobody's answer now.
    return showUnder(engine, (ctx, view, screen) => {
      for (const { region } of about.found.filter(({ region: { geometry } }) => isPlaced(geometry))) {
        const label = model.label(region.label)
        const text = label ? inLanguage(label.name, language) : region.label
        drawAsked(ctx, region, { text, color: label?.color ?? "#e69f00", isAlone: false }, view, screen)
      }
    })
  }, [about, engine, language, model])
  if (about?.type !== "returned") return null
  const texts = about.found.map(({ region, verdict, reason }) => {
    const label = model.label(region.label)
    const { geometry, transcript } = region
    const called = label ? inLanguage(label.name, language) : region.label
    // Of many stretches of one label, which.
    const name =
      geometry.type === "span"
        ? t("returned.heard", { at: clockText(geometry.startMs), label: called, text: transcript?.value ?? "" })
        : called
    return t(reason ? `returned.${reason}` : `returned.${verdict}`, { label: name })
  })
  return <NetLine text={texts.join(" · ")} title={t("returned.title")} />
}
