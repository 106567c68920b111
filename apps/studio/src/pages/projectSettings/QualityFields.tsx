import {
  isOpinion,
  type ProjectKind,
  type ProjectSettings,
  type QualityRules,
  qualityRulesOf,
  TextRule,
} from "@justesse/types"
import { Checkbox, NumberInput, Switch } from "@mantine/core"
import { useT } from "../../i18n/useT.ts"
import measures from "../../theme/measures.module.css"
import { Section } from "../../ui/layout.tsx"
import { comparesTexts } from "../wizard/ResolvePart.tsx"

interface Props {
  readonly kind: ProjectKind
  readonly settings: ProjectSettings
  readonly set: (part: Partial<ProjectSettings>) => void
}

const BELOW = ["label", "input", "description"] as const
const between = (low: number, high: number, value: number | string) =>
  Math.min(high, Math.max(low, Number(value) || low))

/** How quality is watched over: one person more where it is risky, known answers, trying out, second looks. */
export function QualityFields({ kind, settings, set }: Props) {
  const t = useT("projectSettings")
  const rules = qualityRulesOf(settings)
  const change = (part: Partial<QualityRules>) => set({ quality: { ...rules, ...part } })
  if (isOpinion(kind)) {
    return (
      <div id="quality">
        <Section title={t("quality.title")}>
          <p className="dim">{t("quality.opinions")}</p>
        </Section>
      </div>
    )
  }
  return (
    <div id="quality">
      <Section title={t("quality.title")}>
        <div className="fields">
          <AdaptiveFields adaptive={rules.adaptive} onChange={(adaptive) => change({ adaptive })} />
          <Switch
            checked={rules.gold}
            description={t("quality.goldText")}
            label={t("quality.gold")}
            onChange={(event) => change({ gold: event.currentTarget.checked })}
          />
          <NumberInput
            description={t("quality.tryOutText")}
            inputWrapperOrder={[...BELOW]}
            label={t("quality.tryOut")}
            max={30}
            min={0}
            onChange={(value) => change({ tryOut: between(0, 30, value) })}
            value={rules.tryOut}
            w={320}
          />
          {rules.tryOut > 0 && (
            <Switch
              checked={rules.mastery === true}
              description={t("quality.masteryText")}
              label={t("quality.mastery")}
              onChange={(event) => change({ mastery: event.currentTarget.checked })}
            />
          )}
          <NumberInput
            description={t("quality.secondText")}
            inputWrapperOrder={[...BELOW]}
            label={t("quality.second")}
            max={100}
            min={0}
            onChange={(value) => change({ secondLooks: between(0, 100, value) / 100 })}
            suffix=" %"
            value={Math.round(rules.secondLooks * 100)}
            w={320}
          />
          {comparesTexts(kind) && <TextRules settings={settings} set={set} />}
        </div>
      </Section>
    </div>
  )
}

interface AdaptiveProps {
  readonly adaptive: QualityRules["adaptive"]
  readonly onChange: (adaptive: QualityRules["adaptive"]) => void
}

function AdaptiveFields({ adaptive, onChange }: AdaptiveProps) {
  const t = useT("projectSettings")
  return (
    <>
      <Switch
        checked={adaptive.on}
        description={t("quality.adaptiveText")}
        label={t("quality.adaptive")}
        onChange={(event) => onChange({ ...adaptive, on: event.currentTarget.checked })}
      />
      {adaptive.on && (
        <div className={`inline ${measures.gap16} ${measures.atTop}`}>
          <NumberInput
            label={t("quality.most")}
            max={20}
            min={1}
            onChange={(value) => onChange({ ...adaptive, most: between(1, 20, value) })}
            value={adaptive.most}
            w={150}
          />
          <NumberInput
            label={t("quality.target")}
            max={99}
            min={1}
            onChange={(value) => onChange({ ...adaptive, target: between(1, 99, value) / 100 })}
            suffix=" %"
            value={Math.round(adaptive.target * 100)}
            w={150}
          />
          <NumberInput
            label={t("quality.budget")}
            min={0}
            onChange={(value) =>
              onChange({ ...adaptive, budget: Number(value) > 0 ? Math.floor(Number(value)) : null })
            }
            placeholder={t("quality.noBudget")}
            value={adaptive.budget ?? ""}
            w={170}
          />
          <NumberInput
            label={t("quality.audit")}
            max={100}
            min={0}
            onChange={(value) => onChange({ ...adaptive, audit: between(0, 100, value) / 100 })}
            suffix=" %"
            value={Math.round(adaptive.audit * 100)}
            w={150}
          />
        </div>
      )}
    </>
  )
}

/** Spellings that count as one text here, made by reviewers or by the owner; what is stored is never changed. */
function TextRules({ settings, set }: Omit<Props, "kind">) {
  const t = useT("projectSettings")
  const rules = settings.settle.rules ?? []
  const toggle = (rule: TextRule, on: boolean) => {
    const next = TextRule.options.filter((one) => (one === rule ? on : rules.includes(one)))
    set({ settle: { ...settings.settle, rules: next } })
  }
  return (
    <fieldset className={measures.plainFieldset}>
      <legend className={`b ${measures.bare} ${measures.below4}`}>{t("quality.rules")}</legend>
      <p className={`dim sm ${measures.below8}`}>{t("quality.rulesText")}</p>
      <div className={`inline ${measures.gap8by24}`}>
        {TextRule.options.map((rule) => (
          <Checkbox
            checked={rules.includes(rule)}
            key={rule}
            label={t(`review:alike.rule.${rule}`)}
            onChange={(event) => toggle(rule, event.currentTarget.checked)}
          />
        ))}
      </div>
    </fieldset>
  )
}
