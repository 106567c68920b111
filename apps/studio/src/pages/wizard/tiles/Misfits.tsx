import type { AssetKind } from "@justesse/types"
import { useT } from "../../../i18n/useT.ts"
import measures from "../../../theme/measures.module.css"
import { Button } from "../../../ui/Button.tsx"
import type { Template } from "../kinds/contract.ts"
import { TILES } from "../templates.ts"
import type { DraftWork } from "../useDraft.ts"
import { findMisfit, takes } from "./fitting.ts"
import { useFirstTile } from "./useFirst.ts"
import type { Taking } from "./useTaking.ts"

interface Props {
  readonly work: DraftWork
  readonly taking: Taking
  readonly onChoose: (template: Template) => void
}

/** Files that the chosen kind does not take, waiting or in already, and which tiles do. */
export function Misfits({ work, taking, onChoose }: Props) {
  const t = useT("wizard")
  const first = useFirstTile(work)
  const { kind, template } = work.draft
  const files = taking.waiting.map(({ file }) => file)
  const waits = findMisfit(kind, files)
  const isIn = first && (first.sound ? "audio" : first.size ? "image" : null)
  const media: AssetKind | null = waits ?? (isIn && !takes(kind, isIn) ? isIn : null)
  if (files.length > 0 && waits === null)
    return (
      <div className={`inline ${measures.above12}`} role="status">
        <span>{t("misfit.fits")}</span>
        <Button small look="primary" onClick={taking.send}>
          {t("misfit.send", { count: files.length })}
        </Button>
      </div>
    )
  if (media === null) return null
  return (
    <div className={measures.above12} role="status">
      <p className="need">
        {t(waits ? `misfit.waiting.${media}` : `misfit.in.${media}`, { kind: t(`template.${template}`) })}
      </p>
      <div className={`inline ${measures.above8}`}>
        <span>{t("misfit.which")}</span>
        {TILES.filter((tile) => takes(tile.kind, media)).map((tile) => (
          <Button small key={tile.template} onClick={() => onChoose(tile.template)}>
            {t(`template.${tile.template}`)}
          </Button>
        ))}
        {waits && (
          <Button small look="plain" onClick={taking.drop}>
            {t("misfit.leave")}
          </Button>
        )}
      </div>
    </div>
  )
}
