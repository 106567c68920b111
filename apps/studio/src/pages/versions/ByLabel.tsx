import { inLanguage } from "@justesse/types/text"
import type { VersionShown } from "@justesse/types/wire/dataset"
import { ChartFrame } from "../../charts/Frame.tsx"
import { HorizontalBars } from "../../charts/HorizontalBars.tsx"
import { useLanguage, useT } from "../../i18n/useT.ts"
import { useFormat } from "../../locale/useFormat.ts"

/** Regions by label, most first, from zero. */
export function ByLabel({ shown }: { readonly shown: VersionShown }) {
  const t = useT("versions")
  const format = useFormat()
  const language = useLanguage()
  const names = new Map<string, string>(
    shown.manifest.ontology.labels.map(({ id, name }) => [id, inLanguage(name, language)]),
  )
  const labels = shown.byLabel
    .map((one) => ({ ...one, label: names.get(one.label) ?? one.label }))
    .sort((a, b) => b.regions - a.regions || a.label.localeCompare(b.label))
  const total = labels.reduce((sum, one) => sum + one.regions, 0)
  const rows = labels.map((one) => [
    one.label,
    format.number(one.regions),
    format.number(one.pictures),
    total > 0 ? format.percent(one.regions / total) : "",
  ])
  return (
    <ChartFrame title={t("byLabel")} table={{ columns: [t("label"), t("regions"), t("pictures"), t("share")], rows }}>
      {(width) => (
        <HorizontalBars
          label={t("byLabel")}
          width={width}
          bars={labels
            .slice(0, 16)
            .map((one) => ({ name: one.label, value: one.regions, figure: format.number(one.regions) }))}
        />
      )}
    </ChartFrame>
  )
}
