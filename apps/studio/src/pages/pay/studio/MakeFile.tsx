import type { Currency } from "@justesse/types"
import type { PayoutsShown } from "@justesse/types/wire/pay"
import { readIban } from "@justesse/work/pay/bankFile"
import { nextPayoutDay } from "@justesse/work/pay/payoutDay"
import { Radio, TextInput } from "@mantine/core"
import { useQuery } from "@tanstack/react-query"
import { type FormEvent, useState } from "react"
import { api, refresh, trpc } from "../../../api.ts"
import { useT } from "../../../i18n/useT.ts"
import { useMoney } from "../../../locale/useMoney.ts"
import { useNow } from "../../../locale/useNow.ts"
import { keepHere, readHere } from "../../../shell/browserKeeps.ts"
import measures from "../../../theme/measures.module.css"
import { Button } from "../../../ui/Button.tsx"
import { Form } from "../../../ui/Form.tsx"
import { neededFault } from "../../../ui/faults.ts"
import { Row, Rows, Section } from "../../../ui/layout.tsx"
import { saveFile } from "../../../ui/saveFile.ts"
import { useToast } from "../../../ui/toast.tsx"
import { useFaults } from "../../../ui/useFaults.ts"
import { useSending } from "../../account/useSending.ts"
import { WrongMoney } from "./WrongMoney.tsx"

type Kind = "bank" | "csv" | "hand"
const KINDS: readonly Kind[] = ["bank", "csv", "hand"]
/** The account that pays is typed once in a browser. */
const FROM = "justesse.payoutFrom"

interface From {
  readonly name: string
  readonly iban: string
}

function fromBefore(): From {
  const [name = "", iban = ""] = (readHere(FROM) ?? "").split("\n")
  return { name, iban }
}

interface Props {
  readonly payouts: readonly PayoutsShown["payouts"][number][]
  readonly currency: Currency
}

/** Makes the file of those who are ticked: for a bank's page, as a table, or none where it is paid by hand. */
export function MakeFile({ payouts, currency }: Props) {
  const t = useT("money")
  const toast = useToast()
  const now = useNow()
  const weekday = useQuery(trpc.pay.studio.queryOptions({})).data?.weekday ?? 1
  const kinds = currency === "EUR" ? KINDS : KINDS.filter((one) => one !== "bank")
  const [kind, setKind] = useState<Kind>(kinds[0] ?? "csv")
  const [from, setFrom] = useState(fromBefore)
  const [proof, setProof] = useState("")
  const [day, setDay] = useState<string | null>(null)
  const payDay = day ?? nextPayoutDay(weekday, now)
  const isBank = kind === "bank"
  const faults = useFaults({
    name: isBank ? neededFault(from.name) : null,
    iban: isBank ? neededFault(from.iban) : null,
    proof: kind === "hand" ? neededFault(proof) : null,
  })
  const isWrongIban = isBank && from.iban.trim() !== "" && readIban(from.iban) === null
  const sending = useSending(
    () =>
      api.pay.makePayoutFile.mutate({
        ...{ kind, payDay, proof: proof.trim(), payouts: payouts.map(({ payout }) => payout) },
        from: isBank ? { name: from.name.trim(), iban: from.iban.trim() } : null,
      }),
    async ({ name, body }) => {
      if (isBank) keepHere(FROM, `${from.name.trim()}\n${from.iban.trim()}`)
      if (body !== "") saveFile(name, isBank ? "application/xml" : "text/csv", body)
      await refresh("pay")
      toast.done(t(body === "" ? "file.byHandDone" : "file.done", { name }))
    },
  )
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (faults.fine() && !isWrongIban) void sending.send()
  }
  return (
    <Section title={t("file.title")}>
      <Form onSubmit={submit} className="fields">
        <Radio.Group
          aria-label={t("file.title")}
          value={kind}
          onChange={(value) => setKind(KINDS.find((one) => one === value) ?? kind)}
        >
          {kinds.map((one) => (
            <Radio key={one} value={one} label={t(`file.${one}`)} description={t(`file.${one}Text`)} mb={8} />
          ))}
        </Radio.Group>
        {isBank && (
          <FromFields
            from={from}
            set={setFrom}
            name={faults.wrong("name")}
            iban={isWrongIban ? t("file.wrongIban") : faults.wrong("iban")}
          />
        )}
        {isBank && (
          <TextInput
            type="date"
            label={t("file.payDay")}
            value={payDay}
            onChange={(event) => setDay(event.currentTarget.value || null)}
            w={200}
          />
        )}
        {kind === "hand" && (
          <TextInput
            label={t("file.proof")}
            description={t("file.proofText")}
            inputWrapperOrder={["label", "input", "error", "description"]}
            maxLength={200}
            error={faults.wrong("proof")}
            value={proof}
            onChange={(event) => setProof(event.currentTarget.value)}
          />
        )}
        <Total payouts={payouts} currency={currency} />
        <Button look="primary" type="submit" wide disabled={sending.busy || payouts.length === 0}>
          {t(kind === "hand" ? "file.paidByHand" : "file.make")}
        </Button>
        <WrongMoney error={sending.error} />
        <p className="dim sm">{t("file.nothingLeaves")}</p>
      </Form>
    </Section>
  )
}

function Total({ payouts, currency }: Props) {
  const t = useT("money")
  const { money } = useMoney()
  const sum = payouts.reduce((all, { amountMicros }) => all + amountMicros, 0)
  return (
    <Rows>
      <Row name={t("file.people", { count: payouts.length })}>
        <span className={`nw b ${measures.fixed}`}>{money(sum, currency)}</span>
      </Row>
    </Rows>
  )
}

interface FromProps {
  readonly from: From
  readonly set: (from: From) => void
  readonly name: string | undefined
  readonly iban: string | undefined
}

function FromFields({ from, set, name, iban }: FromProps) {
  const t = useT("money")
  return (
    <>
      <TextInput
        label={t("file.fromName")}
        maxLength={140}
        error={name}
        value={from.name}
        onChange={(event) => set({ ...from, name: event.currentTarget.value })}
      />
      <TextInput
        label={t("file.fromIban")}
        description={t("file.fromText")}
        inputWrapperOrder={["label", "input", "error", "description"]}
        maxLength={64}
        error={iban}
        value={from.iban}
        onChange={(event) => set({ ...from, iban: event.currentTarget.value })}
      />
    </>
  )
}
