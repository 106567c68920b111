import { type ProjectSettings, type ProposalRules, proposalRulesOf } from "@justesse/types"
import { NumberInput, Switch } from "@mantine/core"
import { useT } from "../../i18n/useT.ts"
import { Section } from "../../ui/layout.tsx"

interface Props {
  readonly settings: ProjectSettings
  readonly set: (part: Partial<ProjectSettings>) => void
}

const BELOW = ["label", "input", "description"] as const

/** How people meet what a model proposes: whether each is decided, how many tasks begin without, which are drawn solid. */
export function ProposalFields({ settings, set }: Props) {
  const t = useT("projectSettings")
  const rules = proposalRulesOf(settings)
  const change = (part: Partial<ProposalRules>) => set({ proposals: { ...rules, ...part } })
  const percent = (value: number | string, most: number) => Math.min(most, Math.max(0, Number(value) || 0)) / 100
  return (
    <div id="proposals">
      <Section title={t("proposals.title")}>
        <div className="fields">
          <Switch
            checked={rules.mustDecide}
            description={t("proposals.mustDecideText")}
            label={t("proposals.mustDecide")}
            onChange={(event) => change({ mustDecide: event.currentTarget.checked })}
          />
          <NumberInput
            description={t("proposals.withoutText")}
            inputWrapperOrder={[...BELOW]}
            label={t("proposals.without")}
            max={50}
            min={0}
            onChange={(value) => change({ without: percent(value, 50) })}
            suffix=" %"
            value={Math.round(rules.without * 100)}
            w={320}
          />
          <NumberInput
            description={t("proposals.solidText")}
            inputWrapperOrder={[...BELOW]}
            label={t("proposals.solid")}
            max={100}
            min={0}
            onChange={(value) => change({ solidFrom: percent(value, 100) })}
            suffix=" %"
            value={Math.round(rules.solidFrom * 100)}
            w={320}
          />
        </div>
      </Section>
    </div>
  )
}
