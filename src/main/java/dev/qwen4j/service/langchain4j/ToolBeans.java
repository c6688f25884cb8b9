package dev.qwen4j.service.langchain4j;

import dev.qwen4j.tools.Tool;
import dev.qwen4j.tools.ToolProvider;
import dev.qwen4j.tools.langchain4j.LangChain4jTools;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.spi.Bean;
import jakarta.enterprise.inject.spi.BeanManager;
import jakarta.inject.Singleton;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * The methods with LangChain4j's {@code @Tool} of all beans of the application. They have the risk {@code WRITE}, as
 * nothing is known of what they do; a bean that knows better is a {@link Tool} or a {@link ToolProvider}.
 */
@Singleton
public class ToolBeans implements ToolProvider {
    private final List<Tool> tools;

    ToolBeans(BeanManager beans) {
        tools = beans.getBeans(Object.class, Any.Literal.INSTANCE).stream()
                .filter(bean -> hasTools(bean.getBeanClass()))
                .sorted(Comparator.comparing(bean -> bean.getBeanClass().getName()))
                .flatMap(bean -> LangChain4jTools.of(instance(beans, bean)).stream())
                .toList();
    }

    private static Object instance(BeanManager beans, Bean<?> bean) {
        return beans.getReference(bean, Object.class, beans.createCreationalContext(bean));
    }

    private static boolean hasTools(Class<?> type) {
        return Arrays.stream(type.getDeclaredMethods())
                .anyMatch(method -> method.isAnnotationPresent(dev.langchain4j.agent.tool.Tool.class));
    }

    @Override
    public List<Tool> tools() {
        return tools;
    }
}
