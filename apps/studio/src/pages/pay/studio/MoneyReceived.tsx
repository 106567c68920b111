import type { StudioMoney } from "@justesse/types/wire/pay"
import { useQuery } from "@tanstack/react-query"
import { useState } from "react"
import { trpc } from "../../../api.ts"
import { useT } from "../../../i18n/useT.ts"
import { useMoney } from "../../../locale/useMoney.ts"
import { Button } from "../../../ui/Button.tsx"
import { Section } from "../../../ui/layout.tsx"
import { DepositDialog } from "../budget/DepositDialog.tsx"

type Paying = StudioMoney["projects"][number]

/** Projects that pay, with what is free in them: money that came is put in, what is free can go back. */
export function MoneyReceived() {
  const t = useT("money")
  const { money } = useMoney()
  const { data } = useQuery(trpc.pay.studio.queryOptions({}))
  const [moving, setMoving] = useState<{ readonly of: Paying; readonly isBack: boolean } | null>(null)
  if (!data || data.projects.length === 0) return null
  return (
    <Section title={t("received.title")}>
      <div className="rows">
        {data.projects.map((one) => (
          <div key={one.project} className="row job">
            <span className="g">
              <span className="b">{one.name}</span>
              <br />
              <span className="dim">{t("received.free", { amount: money(one.freeMicros, one.currency) })}</span>
            </span>
            <Button small onClick={() => setMoving({ of: one, isBack: false })}>
              {t("received.put")}
            </Button>
            {one.freeMicros > 0 && (
              <Button small look="quiet" onClick={() => setMoving({ of: one, isBack: true })}>
                {t("received.back")}
              </Button>
            )}
          </div>
        ))}
      </div>
      {moving && (
        <DepositDialog
          project={moving.of.project}
          currency={moving.of.currency}
          proposedMicros={0}
          isBack={moving.isBack}
          onClose={() => setMoving(null)}
        />
      )}
    </Section>
  )
}
