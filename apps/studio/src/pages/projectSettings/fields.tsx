import { KINDS, type ProjectKind, type ProjectSettings, shapesOf } from "@justesse/types"
import { PAIRS_EACH, PAIRS_MOST } from "@justesse/types/project"
import { NumberInput, Select, Switch, Textarea, TextInput } from "@mantine/core"
import { useT } from "../../i18n/useT.ts"
import { Section } from "../../ui/layout.tsx"
import { OverlapChoice } from "../wizard/AnswersPart.tsx"
import { ResolveFields } from "../wizard/ResolvePart.tsx"
import { ShapesChoice } from "../wizard/ShapesChoice.tsx"
import type { Form } from "./saveChanges.ts"

interface Props {
  readonly kind: ProjectKind
  readonly settings: ProjectSettings
  readonly set: (part: Partial<ProjectSettings>) => void
}

/** Name, what it is for, what may appear. */
export function NameFields({
  form,
  onName,
  set,
}: {
  readonly form: Form
  readonly onName: (name: string) => void
  readonly set: Props["set"]
}) {
  const t = useT("projectSettings")
  return (
    <Section title={t("about")}>
      <div className="fields">
        <TextInput
          label={t("name")}
          maxLength={120}
          value={form.name}
          onChange={(event) => onName(event.currentTarget.value)}
        />
        <Textarea
          label={t("wizard:people.purpose")}
          description={t("wizard:people.purposeHint")}
          inputWrapperOrder={["label", "input", "description"]}
          autosize
          minRows={2}
          maxLength={4000}
          value={form.settings.purpose}
          onChange={(event) => set({ purpose: event.currentTarget.value })}
        />
        <Textarea
          label={t("wizard:people.content")}
          description={t("wizard:people.contentHint")}
          inputWrapperOrder={["label", "input", "description"]}
          autosize
          minRows={2}
          maxLength={1000}
          value={form.settings.contentNote}
          onChange={(event) => set({ contentNote: event.currentTarget.value })}
        />
      </div>
    </Section>
  )
}

/** How many answers, and what counts as agreeing. */
export function AnswersFields({ kind, settings, set }: Props) {
  const t = useT("projectSettings")
  return (
    <Section title={t("answers")}>
      <div className="fields">
        <OverlapChoice overlap={settings.overlap} onChange={(overlap) => set({ overlap })} />
        <p className="dim sm">{t("overlapText")}</p>
        <ResolveFields kind={kind} settle={settings.settle} onChange={(rule) => set({ settle: rule })} />
      </div>
    </Section>
  )
}

/** How many comparisons each asset is in, where two are compared and no file says which. */
export function PairsFields({ settings, set }: Omit<Props, "kind">) {
  const t = useT("wizard")
  const each = settings.pairs?.each ?? PAIRS_EACH
  return (
    <Section title={t("projectSettings:pairs")}>
      {each === 0 ? (
        <p className="dim">{t("pairs.ofFile")}</p>
      ) : (
        <NumberInput
          allowDecimal={false}
          clampBehavior="blur"
          description={t("pairs.eachChanges")}
          inputWrapperOrder={["label", "input", "description"]}
          label={t("pairs.each")}
          max={PAIRS_MOST}
          min={2}
          onChange={(value) => typeof value === "number" && value >= 2 && set({ pairs: { each: Math.round(value) } })}
          value={each}
          w={320}
        />
      )}
    </Section>
  )
}

/** How long a task is reserved; where people draw, how a picture opens and what may be drawn. */
export function WorkFields({ kind, settings, set }: Props) {
  const t = useT("projectSettings")
  return (
    <Section title={t("work")}>
      <div className="fields">
        <NumberInput
          label={t("lease")}
          description={t("leaseText")}
          inputWrapperOrder={["label", "input", "description"]}
          suffix=" min"
          min={5}
          max={10_080}
          value={settings.leaseMinutes}
          onChange={(value) => set({ leaseMinutes: Math.min(10_080, Math.max(5, Number(value) || 5)) })}
          w={240}
        />
        {KINDS[kind].parts === "placed" && (
          <>
            <Select
              label={t("opening")}
              allowDeselect={false}
              data={(["fit", "width", "keep"] as const).map((value) => ({ value, label: t(`opens.${value}`) }))}
              value={settings.opening}
              onChange={(value) => set({ opening: value === "width" || value === "keep" ? value : "fit" })}
              w={240}
            />
            <ShapesChoice shapes={shapesOf(settings)} onChange={(shapes) => set({ shapes: [...shapes] })} />
          </>
        )}
      </div>
    </Section>
  )
}

/** Pause, with the words that annotators read. */
export function PauseFields({ settings, set }: Omit<Props, "kind">) {
  const t = useT("projectSettings")
  return (
    <Section title={t("pause")}>
      <div className="fields">
        <Switch
          label={t("paused")}
          description={t("pausedText")}
          checked={settings.paused}
          onChange={(event) => set({ paused: event.currentTarget.checked })}
        />
        {settings.paused && (
          <TextInput
            label={t("pausedReason")}
            maxLength={400}
            value={settings.pausedReason}
            onChange={(event) => set({ pausedReason: event.currentTarget.value })}
          />
        )}
      </div>
    </Section>
  )
}
