import type { Payee } from "@justesse/types/wire/pay"
import { Modal } from "@mantine/core"
import { useQuery } from "@tanstack/react-query"
import { useState } from "react"
import type { z } from "zod"
import { api, refresh, trpc } from "../../../api.ts"
import { Rich } from "../../../i18n/Rich.tsx"
import { useT } from "../../../i18n/useT.ts"
import { SIGNS } from "../../../locale/money.ts"
import { useFormat } from "../../../locale/useFormat.ts"
import { useMoney } from "../../../locale/useMoney.ts"
import measures from "../../../theme/measures.module.css"
import { Button } from "../../../ui/Button.tsx"
import { Loaded } from "../../../ui/Loaded.tsx"
import { Row, Rows } from "../../../ui/layout.tsx"
import { Wrong } from "../../../ui/Trouble.tsx"
import { useToast } from "../../../ui/toast.tsx"
import { useSending } from "../../account/useSending.ts"
import { PayeeForm } from "./PayeeForm.tsx"
import type { OwnBalance } from "./sessions.ts"

interface Props {
  readonly balance: OwnBalance
  readonly payoutDay: string
}

/** Takes out all that can be transferred in a currency: what, where to, what stays, and when it goes out. */
export function TakeOut({ balance, payoutDay }: Props) {
  const t = useT("pay")
  const { money } = useMoney()
  const [isOpen, setOpen] = useState(false)
  const title = t("takeOut.act", { amount: money(balance.transferMicros, balance.currency) })
  return (
    <>
      <Button look="primary" onClick={() => setOpen(true)}>
        {title}
      </Button>
      {isOpen && (
        <Modal
          opened
          onClose={() => setOpen(false)}
          title={title}
          closeButtonProps={{ "aria-label": t("common:close") }}
        >
          <WhereTo balance={balance} payoutDay={payoutDay} onEnd={() => setOpen(false)} />
        </Modal>
      )}
    </>
  )
}

type PayeeKept = z.infer<typeof Payee>

function WhereTo({ balance, payoutDay, onEnd }: Props & { readonly onEnd: () => void }) {
  const query = useQuery(trpc.pay.payee.queryOptions({}))
  const [isChanging, setChanging] = useState(false)
  return (
    <Loaded query={query}>
      {({ payee }) =>
        payee === null || isChanging ? (
          <PayeeForm payee={payee} onEnd={() => setChanging(false)} />
        ) : (
          <Confirm
            balance={balance}
            payoutDay={payoutDay}
            payee={payee}
            onChange={() => setChanging(true)}
            onEnd={onEnd}
          />
        )
      }
    </Loaded>
  )
}

interface ConfirmProps extends Props {
  readonly payee: PayeeKept
  readonly onChange: () => void
  readonly onEnd: () => void
}

function Confirm({ balance, payoutDay, payee, onChange, onEnd }: ConfirmProps) {
  const t = useT("pay")
  const format = useFormat()
  const toast = useToast()
  const { money, exact } = useMoney()
  const { currency, transferMicros, remainderMicros } = balance
  const sending = useSending(
    () => api.pay.takeOut.mutate({ currency }),
    async ({ payout, amountMicros }) => {
      await refresh("pay")
      toast.done(t("takeOut.done", { amount: money(amountMicros, currency) }), () =>
        api.pay.callBack.mutate({ payout }).then(() => refresh("pay")),
      )
      onEnd()
    },
  )
  return (
    <>
      <Rows>
        <Row name={t("takeOut.amount")}>
          <span className="nw b">{money(transferMicros, currency)}</span>
        </Row>
        <Row
          name={
            <>
              {t("takeOut.to")}
              <br />
              <span className="dim">
                {t("takeOut.account", { name: payee.name, end: payee.account.replace(/\s/g, "").slice(-4) })}
              </span>
            </>
          }
          tall
        >
          <Button small onClick={onChange}>
            {t("takeOut.change")}
          </Button>
        </Row>
        {remainderMicros > 0 && (
          <Row name={t("takeOut.stays")}>
            <span className="nw dim">
              {exact(remainderMicros)} {SIGNS[currency]}
            </span>
          </Row>
        )}
        <Row name={t("takeOut.goesOut")}>
          <span className="nw">{format.fullDate(Date.parse(payoutDay))}</span>
        </Row>
      </Rows>
      <p className={`dim ${measures.above8}`}>
        <Rich t={t} k="takeOut.undo" />
      </p>
      <div className={`inline ${measures.above16}`}>
        <Button look="primary" disabled={sending.busy} onClick={() => void sending.send()}>
          {t("takeOut.confirm")}
        </Button>
        <Button onClick={onEnd}>{t("common:cancel")}</Button>
      </div>
      <Wrong error={sending.error} />
    </>
  )
}
