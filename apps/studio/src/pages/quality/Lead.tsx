import type { Quality } from "@justesse/types/wire/quality"
import { Rich } from "../../i18n/Rich.tsx"
import { useT } from "../../i18n/useT.ts"
import { useFormat } from "../../locale/useFormat.ts"
import { Intro } from "../../ui/layout.tsx"
import { classifySizes } from "./classifySizes.ts"

/** The page's answer in one or two sentences: how far two people agree, how much was wrong, under which size people miss. */
export function QualityLead({ quality }: { readonly quality: Quality }) {
  const t = useT("quality")
  const format = useFormat()
  const { agreement, trend, secondLook, missUnder, cer } = quality
  const parts = []
  if (agreement) {
    const values = { value: format.ratio(agreement.mean), interval: format.interval(agreement.low, agreement.high) }
    parts.push(<Rich k={`lead.agree_${trend ?? "none"}`} key="agree" t={t} values={values} />)
  } else if (cer) {
    const values = { value: format.share(1 - cer.mean), interval: format.shares(1 - cer.high, 1 - cer.low) }
    parts.push(<Rich k="lead.letters" key="cer" t={t} values={values} />)
  } else parts.push(<Rich k="lead.undefined" key="none" t={t} />)
  if (secondLook)
    parts.push(
      t("lead.wrong", {
        value: format.share(secondLook.mean),
        interval: format.shares(secondLook.low, secondLook.high),
      }),
    )
  if (missUnder !== null && classifySizes(quality) === "under")
    parts.push(t("lead.miss", { px: format.number(missUnder) }))
  return <Intro>{parts.flatMap((part, i) => (i === 0 ? [part] : [" ", part]))}</Intro>
}
