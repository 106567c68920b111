import type { FreezeFilter, SplitRule } from "@justesse/types/dataset"
import { keepPreviousData, useQuery } from "@tanstack/react-query"
import { trpc } from "../../api.ts"
import { useT } from "../../i18n/useT.ts"
import { useFormat } from "../../locale/useFormat.ts"
import { Button } from "../../ui/Button.tsx"
import { Wrong } from "../../ui/Trouble.tsx"

interface Props {
  readonly project: string
  readonly rule: SplitRule
  readonly only: FreezeFilter
  readonly onRule: (rule: SplitRule) => void
}

/** What comes out under a rule, before anything is frozen, and why it is not the shares to the picture. */
export function SplitPreview({ project, rule, only, onRule }: Props) {
  const t = useT("versions")
  const format = useFormat()
  const query = useQuery({
    ...trpc.dataset.trySplit.queryOptions({ project, split: rule, only }),
    placeholderData: keepPreviousData,
  })
  const parts = query.data?.parts.map(({ name, pictures }) => `${name} ${format.number(pictures)}`).join(" · ")
  return (
    <div role="status">
      {parts !== undefined && <p className="b">{t("splitComes", { parts })}</p>}
      <p className="dim sm">{t(`splitInexact.${rule.by}`)}</p>
      <Button small look="quiet" onClick={() => onRule({ ...rule, seed: (rule.seed + 1) % 4_294_967_296 })}>
        {t("splitAgain", { seed: rule.seed })}
      </Button>
      <Wrong error={query.error} />
    </div>
  )
}
