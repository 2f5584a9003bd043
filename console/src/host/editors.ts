import {
  type FieldConfigPropertyItem,
  FieldConfigProperty,
  identityOverrideProcessor,
  standardEditorsRegistry,
  standardFieldConfigEditorRegistry,
} from '@grafana/data';

const optionEditors = [
  'actions',
  'boolean',
  'color',
  'dashboard-uid',
  'field-name',
  'fieldColor',
  'links',
  'mappings',
  'multi-select',
  'number',
  'radio',
  'select',
  'slider',
  'stats-picker',
  'strings',
  'text',
  'thresholds',
  'timezone',
  'unit',
];

/** A panel names the editors of its options when it loads. The console shows panels and edits none, so each draws nothing. */
const NoEditor = () => null;

const fieldProperty = (id: FieldConfigProperty): FieldConfigPropertyItem => ({
  id,
  path: id,
  name: id,
  category: ['Standard options'],
  editor: NoEditor,
  override: NoEditor,
  process: identityOverrideProcessor,
  shouldApply: () => true,
});

/** Must run before a panel is imported. */
export function registerEditors(): void {
  standardEditorsRegistry.setInit(() => optionEditors.map((id) => ({ id, name: id, editor: NoEditor })));
  standardFieldConfigEditorRegistry.setInit(() => Object.values(FieldConfigProperty).map(fieldProperty));
}
