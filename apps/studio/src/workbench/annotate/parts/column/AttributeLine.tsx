import { isMixed } from "@justesse/editor"
import { type Attribute, type AttributeValue, inLanguage, missingAttributes, type Region } from "@justesse/types"
import { Suspense } from "react"
import { useLanguage, useT } from "../../../../i18n/useT.ts"
import { Cap } from "../../../../keys/Cap.tsx"
import { lazyPart } from "../../../../shell/upgrade/lazyPart.tsx"
import styles from "../../../parts/frame.module.css"
import { useModel, useTask } from "../../ui.ts"

const AttributeChoice = lazyPart(() => import("./AttributeChoice.tsx"), "AttributeChoice")

/** A question about a region, answered by a press or by A and its digit. */
export function AttributeLine({ attribute, digit, region }: { attribute: Attribute; digit: number; region: Region }) {
  const t = useT("task")
  const language = useLanguage()
  const model = useModel()
  const isRefused = useTask((task) =>
    task.problems.some((p) => p.kind === "attribute_missing" && p.region === region.id && p.attribute === attribute.id),
  )
  const isAsked = missingAttributes(region, { attributes: [attribute] }).length > 0
  const name = inLanguage(attribute.name, language)
  const options: { value: AttributeValue; name: string }[] =
    attribute.kind === "yes_no"
      ? [
          { value: true, name: t("list.yes") },
          { value: false, name: t("list.no") },
        ]
      : attribute.options.map((option) => ({ value: option.id, name: inLanguage(option.name, language) }))
  // Several are selected and say unlike values: none of them is everybody's.
  const mixed = useTask((task) => isMixed(task, region.id, attribute.id))
  const value = mixed ? undefined : region.attributes?.[attribute.id]
  const set = (next: AttributeValue | null) => model.setAttribute(region.id, attribute.id, next)
  return (
    <div className={isRefused ? `${styles.attr} ${styles.missing}` : styles.attr}>
      <span className={isAsked ? `${styles.nm} ${styles.need}` : styles.nm} title={name}>
        {isAsked ? t("list.asked", { what: name }) : name}
      </span>
      {options.length <= 3 && options.reduce((sum, option) => sum + option.name.length, 0) <= 18 ? (
        <span aria-label={name} className={styles.seg} role="radiogroup">
          {options.map((option) => (
            <button
              aria-checked={value === option.value}
              key={String(option.value)}
              onClick={() => set(value === option.value && !attribute.required ? null : option.value)}
              role="radio"
              type="button"
            >
              {option.name}
            </button>
          ))}
        </span>
      ) : (
        <Suspense fallback={<span className={styles.dim}>…</span>}>
          <AttributeChoice
            label={name}
            onChoose={(chosen) => set(chosen === "" ? null : chosen)}
            options={[
              { value: "", label: t("list.choose") },
              ...options.map((option) => ({ value: String(option.value), label: option.name })),
            ]}
            value={String(value ?? "")}
          />
        </Suspense>
      )}
      {mixed && <span className={styles.dim}>{t("list.mixed")}</span>}
      <Cap digit={digit} of="attribute.step" />
    </div>
  )
}
