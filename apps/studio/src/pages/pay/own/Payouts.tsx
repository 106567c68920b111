import type { MyBalance } from "@justesse/types/wire/pay"
import { api, refresh } from "../../../api.ts"
import { useT } from "../../../i18n/useT.ts"
import { useFormat } from "../../../locale/useFormat.ts"
import { useMoney } from "../../../locale/useMoney.ts"
import measures from "../../../theme/measures.module.css"
import { Button } from "../../../ui/Button.tsx"
import { Row, Rows, Section } from "../../../ui/layout.tsx"
import { useToast } from "../../../ui/toast.tsx"
import { useAct } from "../../../ui/useAct.ts"
import { laterLines, stepOf } from "./lead.ts"
import css from "./page.module.css"
import type { OwnPayout } from "./sessions.ts"

/** Payouts that are listed before the statement has to be opened. */
const MOST_SHOWN = 6

/** What was taken out, and where it is by now. */
export function TakenOut({ balance: { payouts, payoutDay } }: { readonly balance: MyBalance }) {
  const t = useT("pay")
  const format = useFormat()
  return (
    <Section title={t("taken.title")}>
      {payouts.slice(0, MOST_SHOWN).map((one) => (
        <OnePayout key={one.payout} payout={one} payoutDay={payoutDay} />
      ))}
      <p className={`dim ${measures.above8}`}>{t("taken.promise", { day: format.fullDate(Date.parse(payoutDay)) })}</p>
    </Section>
  )
}

function OnePayout({ payout, payoutDay }: { readonly payout: OwnPayout; readonly payoutDay: string }) {
  const t = useT("pay")
  const format = useFormat()
  const toast = useToast()
  const { money } = useMoney()
  const { state, currency, amountMicros, askedAtMs, changedAtMs, accountEnd } = payout
  const callBack = useAct(
    () => api.pay.callBack.mutate({ payout: payout.payout }),
    async () => {
      await refresh("pay")
      toast.done(t("taken.calledBackNow"))
    },
  )
  const values = {
    ...{ end: accountEnd, changed: format.date(changedAtMs), day: format.date(Date.parse(payoutDay)) },
  }
  return (
    <div className={css.line}>
      <span>
        {format.dateTime(askedAtMs)}
        <br />
        <span className="dim">{t(`taken.${stepOf(payout)}`, values)}</span>
      </span>
      <b>{money(amountMicros, currency)}</b>
      {state === "requested" && (
        <span className={css.act}>
          <Button small disabled={callBack.isPending} onClick={() => callBack.mutate(undefined)}>
            {t("taken.callBack")}
          </Button>
        </span>
      )}
    </div>
  )
}

/** What is somebody's later: what is added at the end of a session, and bonuses that nobody decided about. */
export function NotYetYours({ balance }: { readonly balance: MyBalance }) {
  const t = useT("pay")
  const { money } = useMoney()
  const lines = laterLines(balance)
  if (lines.length === 0) return null
  return (
    <div className={measures.above24}>
      <Section title={t("later.title")}>
        <Rows>
          {lines.map(({ what, micros, currency, count }) => (
            <Row key={`${what} ${currency}`} name={t(`later.${what}`, { count: count ?? 1 })}>
              <span className="nw b">{money(micros, currency)}</span>
            </Row>
          ))}
        </Rows>
      </Section>
    </div>
  )
}
