import type { Region } from "@justesse/types"
import { inLanguage } from "@justesse/types/text"
import type { AssetShown } from "@justesse/types/wire/asset"
import { useMemo } from "react"
import { useLanguage, useT } from "../../i18n/useT.ts"
import { RegionView } from "../../workbench/canvas/RegionView.tsx"

interface Props {
  readonly shown: AssetShown
  readonly regions: readonly Region[]
  readonly selected: string | null
  readonly onSelect: (id: string | null) => void
}

/** The picture on the canvas, read-only. */
export function ImageCanvas({ shown, regions, selected, onSelect }: Props) {
  const t = useT("images")
  const language = useLanguage()
  const styles = useMemo(
    () =>
      shown.ontology.labels.map((label) => ({
        label: label.id,
        color: label.color,
        name: inLanguage(label.name, language),
      })),
    [shown.ontology, language],
  )
  if (!shown.size) return null
  return (
    <RegionView
      media={shown.media}
      size={shown.size}
      regions={regions}
      styles={styles}
      label={t("canvas", { name: shown.name, count: regions.length })}
      selected={selected as Region["id"] | null} // ids come from these regions
      onSelect={onSelect}
    />
  )
}
