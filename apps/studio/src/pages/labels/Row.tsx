import { LABEL_COLORS, type Label } from "@justesse/types/ontology"
import { inLanguage } from "@justesse/types/text"
import { ColorInput, Switch, TextInput } from "@mantine/core"
import { useState } from "react"
import { useLanguage, useT } from "../../i18n/useT.ts"
import measures from "../../theme/measures.module.css"
import { Button } from "../../ui/Button.tsx"
import { Attributes } from "./Attributes.tsx"
import css from "./page.module.css"

interface Props {
  readonly label: Label
  readonly used: number
  readonly usedText: string
  readonly owner: boolean
  readonly onChange: (next: Label | null) => void
  readonly onUp?: () => void
  readonly onDown?: () => void
}

/** One label: a line, and its details folded under it. */
export function LabelRow({ label, used, usedText, owner, onChange, onUp, onDown }: Props) {
  const t = useT("labels")
  const language = useLanguage()
  const [open, setOpen] = useState(false)
  const name = inLanguage(label.name, language)
  return (
    <div className={css.one}>
      <div className={`row ${css.labelRow} ${css.inOne} ${label.retired ? css.retired : ""}`}>
        <i className={css.swatch} style={{ background: label.color }} />
        <span className="g">
          <span className="b">{name}</span>{" "}
          {label.id !== name && label.id !== label.name.en && (
            <span className="dim sm" title={t("idWhy")}>
              {t("id", { id: label.id })}
            </span>
          )}{" "}
          {label.retired && <span className="tag">{t("retired")}</span>}
        </span>
        {label.hasText && <span className="dim sm only-wide">{t("withText")}</span>}
        {label.attributes.length > 0 && (
          <span className="dim sm only-wide">{t("attributesCount", { count: label.attributes.length })}</span>
        )}
        <span className="dim sm nw">{usedText}</span>
        {label.key && <kbd>{label.key}</kbd>}
        {owner && (
          <span className={css.labelActs}>
            {onUp && <Button look="quiet" small icon="up" aria-label={t("up", { name })} onClick={onUp} />}
            {onDown && <Button look="quiet" small icon="down" aria-label={t("down", { name })} onClick={onDown} />}
            <Button small aria-expanded={open} onClick={() => setOpen(!open)}>
              {t(open ? "fold" : "change")}
            </Button>
          </span>
        )}
      </div>
      {open && <LabelFields label={label} used={used} onChange={onChange} />}
    </div>
  )
}

function LabelFields({ label, used, onChange }: Pick<Props, "label" | "used" | "onChange">) {
  const t = useT("labels")
  const set = (part: Partial<Label>) => onChange({ ...label, ...part })
  return (
    <div className={css.opened}>
      <div className={`inline ${measures.atTop}`}>
        <TextInput
          label={t("nameEn")}
          maxLength={400}
          value={label.name.en}
          error={label.name.en === "" ? t("nameNeeded") : undefined}
          onChange={(event) => set({ name: { ...label.name, en: event.currentTarget.value } })}
        />
        <TextInput
          label={t("nameFr")}
          maxLength={400}
          value={label.name.fr ?? ""}
          onChange={(event) =>
            set({
              name:
                event.currentTarget.value === ""
                  ? { en: label.name.en }
                  : { ...label.name, fr: event.currentTarget.value },
            })
          }
        />
        <ColorInput
          label={t("color")}
          format="hex"
          swatches={[...LABEL_COLORS]}
          swatchesPerRow={8}
          value={label.color}
          onChange={(color) => /^#[0-9a-f]{6}$/i.test(color) && set({ color: color.toLowerCase() })}
          w={132}
        />
        <TextInput
          label={t("key")}
          maxLength={1}
          value={label.key ?? ""}
          onChange={(event) => set({ key: event.currentTarget.value.trim() || null })}
          w={64}
        />
      </div>
      <Switch
        label={t("hasText")}
        checked={label.hasText}
        onChange={(event) => set({ hasText: event.currentTarget.checked })}
      />
      <Attributes attributes={label.attributes} onChange={(attributes) => set({ attributes })} />
      <div className="inline">
        {used > 0 || label.retired ? (
          <Button small onClick={() => set({ retired: !label.retired })}>
            {t(label.retired ? "restore" : "retire")}
          </Button>
        ) : (
          <Button small look="danger" onClick={() => onChange(null)}>
            {t("common:remove")}
          </Button>
        )}
        {used > 0 && !label.retired && <span className="dim sm">{t("retireText")}</span>}
      </div>
    </div>
  )
}
