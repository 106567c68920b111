import type { PayoutsShown } from "@justesse/types/wire/pay"
import { TextInput } from "@mantine/core"
import { useState } from "react"
import { api, refresh } from "../../../api.ts"
import { useT } from "../../../i18n/useT.ts"
import { useFormat } from "../../../locale/useFormat.ts"
import { useMoney } from "../../../locale/useMoney.ts"
import { Button } from "../../../ui/Button.tsx"
import { Section } from "../../../ui/layout.tsx"
import { Scroll } from "../../../ui/Scroll.tsx"
import { useToast } from "../../../ui/toast.tsx"
import { useAct } from "../../../ui/useAct.ts"

type Payout = PayoutsShown["payouts"][number]

/** What was sent and is neither there nor back: the bank's page tells which. */
export function OnTheirWay({ payouts }: { readonly payouts: readonly Payout[] }) {
  const t = useT("money")
  const toast = useToast()
  const [proof, setProof] = useState("")
  const all = useAct(
    async () => {
      // One after the other: each is a step of its own, and what was said stays said where one fails.
      for (const { payout } of payouts)
        await api.pay.stepPayout.mutate({ payout, event: "confirm", proof: proof.trim() })
    },
    async () => {
      await refresh("pay")
      toast.done(t("way.allDone", { count: payouts.length }))
    },
  )
  return (
    <Section
      title={t("way.title")}
      aside={
        payouts.length > 1 && (
          <Button small disabled={all.isPending} onClick={() => all.mutate(undefined)}>
            {t("way.all", { count: payouts.length })}
          </Button>
        )
      }
    >
      <p className="dim">{t("way.text")}</p>
      <TextInput
        label={t("way.proof")}
        maxLength={200}
        value={proof}
        onChange={(event) => setProof(event.currentTarget.value)}
        maw={360}
        my={8}
      />
      <Scroll label={t("way.title")}>
        <table className="tbl">
          <thead>
            <tr>
              <th>{t("asked.person")}</th>
              <th>{t("way.file")}</th>
              <th>{t("way.since")}</th>
              <th className="num">{t("amount")}</th>
              <th aria-label={t("way.acts")} />
            </tr>
          </thead>
          <tbody>
            {payouts.map((payout) => (
              <WayRow key={payout.payout} payout={payout} proof={proof.trim()} />
            ))}
          </tbody>
        </table>
      </Scroll>
    </Section>
  )
}

function WayRow({ payout: one, proof }: { readonly payout: Payout; readonly proof: string }) {
  const t = useT("money")
  const format = useFormat()
  const toast = useToast()
  const { money } = useMoney()
  const step = useAct(
    (event: "confirm" | "fail") => api.pay.stepPayout.mutate({ payout: one.payout, event, proof }),
    async (_, event) => {
      await refresh("pay")
      toast.done(t(event === "confirm" ? "way.arrivedNow" : "way.cameBackNow", { name: one.person }))
    },
  )
  return (
    <tr>
      <td className="b">{one.person}</td>
      <td className="dim">{one.file}</td>
      <td className="dim nw">{format.dateTime(one.changedAtMs)}</td>
      <td className="num b nw">{money(one.amountMicros, one.currency)}</td>
      <td className="num">
        <Button small disabled={step.isPending} onClick={() => step.mutate("confirm")}>
          {t("way.arrived")}
        </Button>{" "}
        <Button small disabled={step.isPending} onClick={() => step.mutate("fail")}>
          {t("way.cameBack")}
        </Button>
      </td>
    </tr>
  )
}
