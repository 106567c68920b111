import { Currency, LEARNING_PERCENT, type PaySettings, payOf } from "@justesse/types"
import type { ProjectCard } from "@justesse/types/wire/account"
import type { Budget } from "@justesse/types/wire/pay"
import { MINOR_DIGITS } from "@justesse/work/ledger/currency"
import { MICROS_PER_UNIT } from "@justesse/work/ledger/money"
import { shareByDefault } from "@justesse/work/pay/learning"
import { NumberInput, Radio, Select } from "@mantine/core"
import { useQuery } from "@tanstack/react-query"
import { useMemo } from "react"
import { refresh, trpc } from "../../../api.ts"
import { useT } from "../../../i18n/useT.ts"
import { SIGNS } from "../../../locale/money.ts"
import { useFormat } from "../../../locale/useFormat.ts"
import measures from "../../../theme/measures.module.css"
import { Button } from "../../../ui/Button.tsx"
import { Loaded } from "../../../ui/Loaded.tsx"
import { Section } from "../../../ui/layout.tsx"
import { useToast } from "../../../ui/toast.tsx"
import { useAct } from "../../../ui/useAct.ts"
import { useForm } from "../../../ui/useForm.ts"
import { hasMoney, isClosed, whyFixed } from "./fixed.ts"
import { savePay } from "./savePay.ts"

interface Props {
  readonly card: ProjectCard
  readonly budget: Budget
}

/** Paid by the project, by somebody else, or not at all; and what a paid one pays at least. */
export function ModePart({ card, budget }: Props) {
  const t = useT("budget")
  const { project } = card
  const query = useQuery(trpc.project.settingsGet.queryOptions({ project }))
  return (
    <Section title={t("mode.title")}>
      <Loaded query={query}>
        {({ settings }) => <ModeForm card={card} budget={budget} stored={payOf(settings)} />}
      </Loaded>
    </Section>
  )
}

const MODES = ["paid", "salaried", "volunteer"] as const

function ModeForm({ card, budget, stored }: Props & { readonly stored: PaySettings }) {
  const t = useT("budget")
  const toast = useToast()
  const { mode, currency, floorMicrosPerHour, bonusPercent } = stored
  // A project that begins to pay is proposed the usual share; one that paid before there was a choice keeps none.
  const learningPercent = shareByDefault(stored, "paid") ?? LEARNING_PERCENT.least
  const shown = useMemo<PaySettings>(
    () => ({ mode, currency, floorMicrosPerHour, bonusPercent, learningPercent }),
    [mode, currency, floorMicrosPerHour, bonusPercent, learningPercent],
  )
  const { form, opened, changed, change, discard, saved } = useForm(shown)
  const again = () => refresh("pay", "project", "account", "work")
  const save = useAct(
    (pay: PaySettings) => savePay(card, pay),
    async (_, pay) => {
      saved(pay)
      await again()
      toast.done(t(pay.mode === opened.mode ? "mode.kept" : "mode.saved"), () => savePay(card, opened).then(again))
    },
  )
  const why = whyFixed(card, budget)
  return (
    <div className="fields">
      <Radio.Group
        aria-label={t("mode.title")}
        value={form.mode}
        onChange={(value) => change({ ...form, mode: MODES.find((one) => one === value) ?? form.mode })}
      >
        {MODES.map((one) => (
          <Radio
            key={one}
            value={one}
            label={t(`mode.${one}`)}
            description={t(`mode.${one}Text`)}
            disabled={one !== stored.mode && isClosed(one, why)}
            mb={8}
          />
        ))}
      </Radio.Group>
      {why && <p className="dim sm">{t(`mode.why.${why}`)}</p>}
      {form.mode === "paid" && (
        <PaidFields
          form={form}
          change={change}
          isCurrencyFixed={stored.mode === "paid" && (hasMoney(budget) || budget.fixed)}
        />
      )}
      {changed && (
        <div className={`inline ${measures.above4}`}>
          <Button look="primary" disabled={save.isPending} onClick={() => save.mutate(form)}>
            {t("common:save")}
          </Button>
          <Button onClick={discard}>{t("common:cancel")}</Button>
        </div>
      )}
    </div>
  )
}

interface FieldsProps {
  readonly form: PaySettings
  readonly change: (form: PaySettings) => void
  readonly isCurrencyFixed: boolean
}

const SHARES = Array.from({ length: LEARNING_PERCENT.most + 1 }, (_, percent) => percent)
const BONUSES = Array.from({ length: 11 }, (_, at) => 10 + at)

/** Currency, own floor, bonus and share for learning of a project that pays. */
function PaidFields({ form, change, isCurrencyFixed }: FieldsProps) {
  const t = useT("budget")
  const format = useFormat()
  const { currency, floorMicrosPerHour, bonusPercent, learningPercent = LEARNING_PERCENT.least } = form
  const below = ["label", "input", "description"] as const
  return (
    <>
      <Select
        label={t("mode.currency")}
        description={t(isCurrencyFixed ? "mode.currencyFixed" : "mode.currencyText")}
        inputWrapperOrder={[...below]}
        allowDeselect={false}
        disabled={isCurrencyFixed}
        data={Currency.options.map((value) => ({ value, label: t(`mode.currencies.${value}`) }))}
        value={currency}
        onChange={(value) => change({ ...form, currency: Currency.options.find((one) => one === value) ?? currency })}
        w={280}
      />
      <NumberInput
        label={t("mode.floor")}
        description={t("mode.floorText")}
        inputWrapperOrder={[...below]}
        min={0}
        max={1_000_000}
        decimalScale={MINOR_DIGITS[currency]}
        suffix={` ${SIGNS[currency]}`}
        value={floorMicrosPerHour === null ? "" : floorMicrosPerHour / MICROS_PER_UNIT}
        onChange={(value) => change({ ...form, floorMicrosPerHour: microsOf(value) })}
        w={280}
      />
      <Select
        label={t("mode.bonus")}
        description={t("mode.bonusText")}
        inputWrapperOrder={[...below]}
        allowDeselect={false}
        data={BONUSES.map((percent) => ({ value: String(percent), label: format.percent(percent / 100) }))}
        value={String(bonusPercent)}
        onChange={(value) => change({ ...form, bonusPercent: Number(value) || bonusPercent })}
        w={280}
      />
      <Select
        label={t("mode.learning")}
        description={t("mode.learningText")}
        inputWrapperOrder={[...below]}
        allowDeselect={false}
        data={SHARES.map((percent) => ({ value: String(percent), label: format.percent(percent / 100) }))}
        value={String(learningPercent)}
        onChange={(value) => change({ ...form, learningPercent: value === null ? learningPercent : Number(value) })}
        w={280}
      />
    </>
  )
}

/** An amount as it was typed; nothing typed, or nought, is no floor of its own. */
function microsOf(value: number | string): number | null {
  const micros = Math.round(Number(value) * MICROS_PER_UNIT)
  return value === "" || !(micros > 0) ? null : micros
}
