import type { Currency, ProjectSlug } from "@justesse/types"
import { MINOR_DIGITS } from "@justesse/work/ledger/currency"
import { MICROS_PER_UNIT } from "@justesse/work/ledger/money"
import { Modal, NumberInput } from "@mantine/core"
import { type FormEvent, useState } from "react"
import { api, refresh } from "../../../api.ts"
import { randomUuid } from "../../../browser/uuid.ts"
import { useT } from "../../../i18n/useT.ts"
import { SIGNS } from "../../../locale/money.ts"
import { useFormat } from "../../../locale/useFormat.ts"
import { useMoney } from "../../../locale/useMoney.ts"
import measures from "../../../theme/measures.module.css"
import { Button } from "../../../ui/Button.tsx"
import { Form } from "../../../ui/Form.tsx"
import { Row, Rows, Section } from "../../../ui/layout.tsx"
import { Wrong } from "../../../ui/Trouble.tsx"
import { useToast } from "../../../ui/toast.tsx"
import { useFaults } from "../../../ui/useFaults.ts"
import { useSending } from "../../account/useSending.ts"
import type { Money } from "./state.ts"

interface Props {
  readonly project: ProjectSlug
  readonly money: Money
}

/** What is set apart for learning, what it is for, and what it went to; the owner can set apart more. */
export function LearningPart({ project, money: { learning, currency, freeMicros } }: Props) {
  const t = useT("budget")
  const format = useFormat()
  const { money } = useMoney()
  const [isMoving, setMoving] = useState(false)
  const { percent, fundMicros, spentMicros, donatedMicros } = learning
  const lines = [
    ["share", percent === null ? t("learning.none") : format.percent(percent / 100)],
    ["spent", money(spentMicros, currency)],
    ...(donatedMicros > 0 ? [["donated", money(donatedMicros, currency)] as const] : []),
  ] as const
  return (
    <div className={measures.above24}>
      <Section
        title={t("learning.title")}
        aside={
          freeMicros > 0 && (
            <Button small onClick={() => setMoving(true)}>
              {t("learning.move")}
            </Button>
          )
        }
      >
        <Rows>
          {lines.map(([name, value]) => (
            <Row key={name} name={t(`learning.${name}`)}>
              <span className="nw b">{value}</span>
            </Row>
          ))}
          <Row name={<strong>{t("learning.there")}</strong>}>
            <span className="nw b">{money(fundMicros, currency)}</span>
          </Row>
        </Rows>
        <p className={`dim sm ${measures.above8}`}>
          {t("learning.text")} {percent === null && t("learning.unchosen")}
        </p>
      </Section>
      {isMoving && (
        <MoveDialog project={project} currency={currency} free={freeMicros} onClose={() => setMoving(false)} />
      )}
    </div>
  )
}

interface MoveProps {
  readonly project: ProjectSlug
  readonly currency: Currency
  readonly free: number
  readonly onClose: () => void
}

/** Some of what is free is set apart for learning. Sent twice it is one move. */
function MoveDialog({ project, currency, free, onClose }: MoveProps) {
  const t = useT("budget")
  const toast = useToast()
  const { money } = useMoney()
  const [moveId] = useState(randomUuid)
  const [amount, setAmount] = useState<number | string>("")
  const amountMicros = Math.round(Number(amount) * MICROS_PER_UNIT)
  const faults = useFaults({ amount: amountMicros > 0 ? null : "empty" })
  const sending = useSending(
    () => api.pay.setApart.mutate({ project, moveId, amountMicros }),
    async ({ freeMicros }) => {
      await refresh("pay")
      toast.done(t("deposit.done", { free: money(freeMicros, currency) }))
      onClose()
    },
  )
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (faults.fine()) void sending.send()
  }
  return (
    <Modal opened onClose={onClose} title={t("learning.move")} closeButtonProps={{ "aria-label": t("common:close") }}>
      <Form onSubmit={submit} className="fields">
        <p className="dim">{t("learning.moveText", { free: money(free, currency) })}</p>
        <NumberInput
          label={t("deposit.amount")}
          min={0}
          max={free / MICROS_PER_UNIT}
          decimalScale={MINOR_DIGITS[currency]}
          suffix={` ${SIGNS[currency]}`}
          error={faults.wrong("amount")}
          value={amount}
          onChange={setAmount}
          data-autofocus
        />
        <div className={`inline ${measures.above4}`}>
          <Button look="primary" type="submit" disabled={sending.busy}>
            {t("learning.send")}
          </Button>
          <Button onClick={onClose}>{t("common:cancel")}</Button>
        </div>
        <Wrong error={sending.error} />
      </Form>
    </Modal>
  )
}
