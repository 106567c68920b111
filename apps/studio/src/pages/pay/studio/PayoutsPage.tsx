import type { PayoutsShown } from "@justesse/types/wire/pay"
import { useQuery } from "@tanstack/react-query"
import { trpc } from "../../../api.ts"
import { Rich } from "../../../i18n/Rich.tsx"
import { useT } from "../../../i18n/useT.ts"
import { useMoney } from "../../../locale/useMoney.ts"
import { usePageName } from "../../../shell/usePageName.ts"
import measures from "../../../theme/measures.module.css"
import { Loaded } from "../../../ui/Loaded.tsx"
import { Head, Intro, Rule } from "../../../ui/layout.tsx"
import { AskedFor } from "./AskedFor.tsx"
import { FilesSoFar } from "./FilesSoFar.tsx"
import { OnTheirWay } from "./OnTheirWay.tsx"
import { PayoutDay } from "./PayoutDay.tsx"
import { sumByCurrency } from "./sums.ts"

/** People ask for money meanwhile. */
const EVERY_MS = 15_000

/** Who asks for money, the files that go to a bank, and what arrived or came back. */
export function PayoutsPage() {
  const t = useT("money")
  const query = useQuery({ ...trpc.pay.payouts.queryOptions({}), refetchInterval: EVERY_MS })
  usePageName(t("payouts"))
  return (
    <div className="content">
      <Head title={t("payouts")} />
      <Loaded query={query}>{(shown) => <PayoutsBody shown={shown} />}</Loaded>
    </div>
  )
}

function PayoutsBody({ shown }: { readonly shown: PayoutsShown }) {
  const requested = shown.payouts.filter(({ state }) => state === "requested")
  const sent = shown.payouts.filter(({ state }) => state === "sent")
  return (
    <>
      <PayoutsLead requested={requested} sent={sent} />
      <div className={measures.above24}>
        {requested.length > 0 && <AskedFor payouts={requested} />}
        {sent.length > 0 && (
          <div className={requested.length > 0 ? measures.above28 : undefined}>
            <OnTheirWay payouts={sent} />
          </div>
        )}
      </div>
      {shown.files.length > 0 && (
        <div className={measures.above28}>
          <FilesSoFar files={shown.files} />
        </div>
      )}
      <Rule />
      <PayoutDay />
    </>
  )
}

type Payout = PayoutsShown["payouts"][number]

function PayoutsLead({ requested, sent }: { readonly requested: readonly Payout[]; readonly sent: readonly Payout[] }) {
  const t = useT("money")
  const { money } = useMoney()
  const amount = sumByCurrency(requested)
    .map(({ currency, micros }) => money(micros, currency))
    .join(" + ")
  return (
    <Intro>
      {requested.length > 0 ? (
        <Rich t={t} k="lead.asked" values={{ count: requested.length, amount }} />
      ) : sent.length > 0 ? (
        <Rich t={t} k="lead.sent" values={{ count: sent.length }} />
      ) : (
        <Rich t={t} k="lead.nobody" />
      )}
    </Intro>
  )
}
