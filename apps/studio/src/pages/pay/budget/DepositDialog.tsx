import type { Currency, ProjectSlug } from "@justesse/types"
import { MINOR_DIGITS } from "@justesse/work/ledger/currency"
import { MICROS_PER_UNIT } from "@justesse/work/ledger/money"
import { Modal, NumberInput, TextInput } from "@mantine/core"
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
import { amountFault, neededFault } from "../../../ui/faults.ts"
import { Wrong } from "../../../ui/Trouble.tsx"
import { useToast } from "../../../ui/toast.tsx"
import { useFaults } from "../../../ui/useFaults.ts"
import { useSending } from "../../account/useSending.ts"

interface Props {
  readonly project: ProjectSlug
  readonly currency: Currency
  readonly proposedMicros: number
  /** Of what comes in, set apart for learning; 0 of what goes back. */
  readonly learningPercent?: number
  /** Money that goes back to who paid it in, in the place of money that came. */
  readonly isBack?: boolean
  readonly onClose: () => void
}

/** Money that arrived for a project, or goes back, with what shows it. Sent twice it is one deposit. */
export function DepositDialog({
  project,
  currency,
  proposedMicros,
  learningPercent = 0,
  isBack = false,
  onClose,
}: Props) {
  const t = useT("budget")
  const toast = useToast()
  const { money } = useMoney()
  const format = useFormat()
  const [depositId] = useState(randomUuid)
  const [amount, setAmount] = useState<number | string>(proposedMicros > 0 ? proposedMicros / MICROS_PER_UNIT : "")
  const [proof, setProof] = useState("")
  const amountMicros = Math.round(Number(amount) * MICROS_PER_UNIT)
  const faults = useFaults({ amount: amountFault(amount), proof: neededFault(proof) })
  const sending = useSending(
    () => (isBack ? api.pay.refund : api.pay.deposit).mutate({ project, depositId, amountMicros, proof: proof.trim() }),
    async ({ freeMicros }) => {
      await refresh("pay")
      toast.done(t(isBack ? "deposit.wentBack" : "deposit.done", { free: money(freeMicros, currency) }))
      onClose()
    },
  )
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (faults.fine()) void sending.send()
  }
  return (
    <Modal
      opened
      onClose={onClose}
      title={t(isBack ? "deposit.backTitle" : "deposit.title")}
      closeButtonProps={{ "aria-label": t("common:close") }}
    >
      <Form onSubmit={submit} className="fields">
        <p className="dim">
          {t(isBack ? "deposit.backText" : "deposit.text")}{" "}
          {learningPercent > 0 && t("deposit.learning", { percent: format.percent(learningPercent / 100) })}
        </p>
        <NumberInput
          label={t("deposit.amount")}
          min={0}
          max={1_000_000_000}
          decimalScale={MINOR_DIGITS[currency]}
          suffix={` ${SIGNS[currency]}`}
          error={faults.wrong("amount")}
          value={amount}
          onChange={setAmount}
          data-autofocus
        />
        <TextInput
          label={t("deposit.proof")}
          description={t("deposit.proofText")}
          inputWrapperOrder={["label", "input", "error", "description"]}
          maxLength={200}
          error={faults.wrong("proof")}
          value={proof}
          onChange={(event) => setProof(event.currentTarget.value)}
        />
        <div className={`inline ${measures.above4}`}>
          <Button look="primary" type="submit" disabled={sending.busy}>
            {t(isBack ? "deposit.sendBack" : "deposit.send")}
          </Button>
          <Button onClick={onClose}>{t("common:cancel")}</Button>
        </div>
        <Wrong error={sending.error} />
      </Form>
    </Modal>
  )
}
