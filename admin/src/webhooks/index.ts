export { default as DeliveryItem } from './DeliveryItem.vue';
export { default as SecretDialog } from './SecretDialog.vue';
export { default as SignatureHelp } from './SignatureHelp.vue';
export { default as WebhookDialog } from './WebhookDialog.vue';
export { default as WebhookItem } from './WebhookItem.vue';
