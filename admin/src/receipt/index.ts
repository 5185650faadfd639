export { useReceipt, type ReceiptState } from './receipt-desk.ts';
export { default as ReceiptSheet } from './ReceiptSheet.vue';
