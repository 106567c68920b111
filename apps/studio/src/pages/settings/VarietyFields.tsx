import { DEFAULT_MIX, LIMIT_BOUNDS, type OwnLimits, ProjectMix } from "@justesse/types/pace/limits"
import { seriesOf } from "@justesse/work/limits/variety"
import { NumberInput, Select } from "@mantine/core"
import { useState } from "react"
import { useT } from "../../i18n/useT.ts"

interface Props {
  readonly limits: OwnLimits
  readonly change: (part: Partial<OwnLimits>) => void
}

/** After how many tasks of a project another one is offered, and in which order projects are. */
export function VarietyFields({ limits, change }: Props) {
  const t = useT("settings")
  const mix = limits.mix ?? DEFAULT_MIX
  return (
    <>
      <Series limits={limits} change={change} />
      <Select
        label={t("limits.mix")}
        description={t(`limits.mixText.${mix}`)}
        inputWrapperOrder={["label", "input", "description"]}
        allowDeselect={false}
        data={ProjectMix.options.map((value) => ({ value, label: t(`limits.mixes.${value}`) }))}
        value={mix}
        onChange={(value) => change({ mix: ProjectMix.catch(mix).parse(value) })}
      />
    </>
  )
}

/** Tasks in one go; an empty field: never. */
function Series({ limits, change }: Props) {
  const t = useT("settings")
  const { least, most } = LIMIT_BOUNDS.series
  const series = seriesOf(limits)
  const [typed, setTyped] = useState<number | string | null>(null)
  const keep = () => {
    const tasks = typed === "" ? null : Number(typed)
    if (typed === null || (tasks !== null && !Number.isFinite(tasks))) return setTyped(null)
    const next = tasks === null ? null : Math.min(most, Math.max(least, Math.round(tasks)))
    if (next !== series) change({ series: next })
    setTyped(null)
  }
  return (
    <NumberInput
      label={t("limits.series")}
      description={t("limits.seriesText")}
      inputWrapperOrder={["label", "input", "description"]}
      min={least}
      max={most}
      step={10}
      value={typed ?? series ?? ""}
      placeholder={t("limits.never")}
      onChange={setTyped}
      onBlur={keep}
      onKeyDown={(event) => event.key === "Enter" && keep()}
    />
  )
}
