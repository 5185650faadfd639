import { createPinia } from 'pinia';
import { createApp } from 'vue';
import { z } from 'zod';
import App from './App.vue';
import { createConsoleRouter } from './pages/index.ts';
import { i18n, startLocale } from './i18n/index.ts';
import './style.css';
import { startTheme } from './ui/index.ts';

// Without this zod compiles its checks from text, which the page's security policy forbids.
z.config({ jitless: true });
startTheme();
await startLocale();

createApp(App).use(createPinia()).use(i18n).use(createConsoleRouter()).mount('#app');
