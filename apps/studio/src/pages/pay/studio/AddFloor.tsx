import { Currency } from "@justesse/types"
import { MINOR_DIGITS } from "@justesse/work/ledger/currency"
import { MICROS_PER_UNIT } from "@justesse/work/ledger/money"
import { Modal, NumberInput, Select, TextInput } from "@mantine/core"
import { type FormEvent, useMemo, useState } from "react"
import { api, refresh } from "../../../api.ts"
import { useLanguage, useT } from "../../../i18n/useT.ts"
import { SIGNS } from "../../../locale/money.ts"
import measures from "../../../theme/measures.module.css"
import { Button } from "../../../ui/Button.tsx"
import { Form } from "../../../ui/Form.tsx"
import { neededFault } from "../../../ui/faults.ts"
import { useToast } from "../../../ui/toast.tsx"
import { useFaults } from "../../../ui/useFaults.ts"
import { useSending } from "../../account/useSending.ts"
import { COUNTRIES } from "../own/countries.ts"
import { usePlaceName } from "../usePlaceName.ts"
import { WrongMoney } from "./WrongMoney.tsx"

const today = () => new Date().toISOString().slice(0, 10)

/** A row that follows: what it changes is said before it is added, as none is ever changed. */
export function AddFloor({ onClose }: { readonly onClose: () => void }) {
  const t = useT("money")
  const toast = useToast()
  const [form, setForm] = useState({
    place: "*",
    currency: "EUR" as Currency,
    fromDay: today(),
    untilDay: "",
    source: "",
  })
  const [amount, setAmount] = useState<number | string>("")
  const set = (part: Partial<typeof form>) => setForm({ ...form, ...part })
  const microsPerHour = Math.round(Number(amount) * MICROS_PER_UNIT)
  const faults = useFaults({
    amount: microsPerHour > 0 ? null : "empty",
    source: neededFault(form.source),
    fromDay: neededFault(form.fromDay),
  })
  const sending = useSending(
    () =>
      api.pay.addFloor.mutate({
        ...{ ...form, source: form.source.trim(), microsPerHour },
        untilDay: form.untilDay === "" ? null : form.untilDay,
      }),
    async () => {
      await refresh("pay")
      toast.done(t("floor.added"))
      onClose()
    },
  )
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (faults.fine()) void sending.send()
  }
  return (
    <Modal opened onClose={onClose} title={t("floor.add")} closeButtonProps={{ "aria-label": t("common:close") }}>
      <Form className="fields" onSubmit={submit}>
        <PlaceChoice place={form.place} onChange={(place) => set({ place })} />
        <div className="pair">
          <NumberInput
            label={t("floor.hour")}
            min={0}
            max={1_000_000}
            decimalScale={MINOR_DIGITS[form.currency]}
            suffix={` ${SIGNS[form.currency]}`}
            error={faults.wrong("amount")}
            value={amount}
            onChange={setAmount}
          />
          <Select
            label={t("floor.currency")}
            allowDeselect={false}
            data={[...Currency.options]}
            value={form.currency}
            onChange={(value) => set({ currency: Currency.options.find((one) => one === value) ?? form.currency })}
          />
        </div>
        <div className="pair">
          <TextInput
            type="date"
            label={t("floor.from")}
            error={faults.wrong("fromDay")}
            value={form.fromDay}
            onChange={(event) => set({ fromDay: event.currentTarget.value })}
          />
          <TextInput
            type="date"
            label={t("floor.untilMaybe")}
            value={form.untilDay}
            onChange={(event) => set({ untilDay: event.currentTarget.value })}
          />
        </div>
        <TextInput
          label={t("floor.source")}
          description={t("floor.sourceText")}
          inputWrapperOrder={["label", "input", "error", "description"]}
          maxLength={400}
          error={faults.wrong("source")}
          value={form.source}
          onChange={(event) => set({ source: event.currentTarget.value })}
        />
        <p className="dim sm">{t("floor.before")}</p>
        <div className={`inline ${measures.above4}`}>
          <Button look="primary" type="submit" disabled={sending.busy}>
            {t("floor.add")}
          </Button>
          <Button onClick={onClose}>{t("common:cancel")}</Button>
        </div>
        <WrongMoney error={sending.error} />
      </Form>
    </Modal>
  )
}

function PlaceChoice({ place, onChange }: { readonly place: string; readonly onChange: (place: string) => void }) {
  const t = useT("money")
  const language = useLanguage()
  const placeName = usePlaceName()
  const data = useMemo(() => {
    const named = COUNTRIES.map((value) => ({ value, label: placeName(value) }))
    return [{ value: "*", label: placeName("*") }, ...named.sort((a, b) => a.label.localeCompare(b.label, language))]
  }, [language, placeName])
  return (
    <Select
      label={t("floor.place")}
      searchable
      allowDeselect={false}
      data={data}
      value={place}
      onChange={(value) => onChange(value ?? place)}
    />
  )
}
